<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
    <name>HomeView</name>
    <message numerus="yes">
        <source>%n poll(s) open; you have done your part.</source>
        <translation>
            <numerusform>%n poll is open; you have done your part.</numerusform>
            <numerusform>%n polls are open; you have done your part.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more in the programme</source>
        <translation>
            <numerusform>and %n more in the programme</numerusform>
            <numerusform>and %n more in the programme</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n file(s) are on this machine.</source>
        <translation>
            <numerusform>The one file (%n) is on this machine.</numerusform>
            <numerusform>All %n files are on this machine.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PollPage</name>
    <message numerus="yes">
        <source>Last call: about %n second(s) left</source>
        <translation>
            <numerusform>Last call: about %n second left</numerusform>
            <numerusform>Last call: about %n seconds left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message numerus="yes">
        <source>%n vote(s) not sent</source>
        <translation>
            <numerusform>%n vote not sent</numerusform>
            <numerusform>%n votes not sent</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) not sent</source>
        <translation>
            <numerusform>%n note not sent</numerusform>
            <numerusform>%n notes not sent</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paper(s) still to come (%1)</source>
        <translation>
            <numerusform>%n file still to come (%1)</numerusform>
            <numerusform>%n files still to come (%1)</numerusform>
        </translation>
    </message>
</context>
</TS>
