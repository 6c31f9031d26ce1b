<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
    <name>ComparePages</name>
    <message numerus="yes">
        <source>%n place(s) differ on this page.</source>
        <translation>
            <numerusform>%n place differs on this page.</numerusform>
            <numerusform>%n places differ on this page.</numerusform>
        </translation>
    </message>
</context>
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
    <name>ParcelCard</name>
    <message numerus="yes">
        <source>%n vote(s) answered</source>
        <translation>
            <numerusform>%n vote answered</numerusform>
            <numerusform>%n votes answered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) kept by the council</source>
        <translation>
            <numerusform>%n note kept by the council</numerusform>
            <numerusform>%n notes kept by the council</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paper(s) complete</source>
        <translation>
            <numerusform>%n paper complete</numerusform>
            <numerusform>%n papers complete</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new entry(ies) of the vote record</source>
        <translation>
            <numerusform>%n new entry of the vote record</numerusform>
            <numerusform>%n new entries of the vote record</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) to sessions and papers</source>
        <translation>
            <numerusform>%n change to sessions and papers</numerusform>
            <numerusform>%n changes to sessions and papers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n vote(s) of yours NOT YET RECORDED: put them on a stick and hand it to the office.</source>
        <translation>
            <numerusform>%n vote of yours is NOT YET RECORDED: put it on a stick and hand that to the office.</numerusform>
            <numerusform>%n votes of yours are NOT YET RECORDED: put them on a stick and hand that to the office.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paper(s) are not on this stick; they come with the next one or over the network.</source>
        <translation>
            <numerusform>%n paper is not on this stick; it comes with the next one or over the network.</numerusform>
            <numerusform>%n papers are not on this stick; they come with the next one or over the network.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n vote(s)</source>
        <translation>
            <numerusform>%n vote</numerusform>
            <numerusform>%n votes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s), readable only by you</source>
        <translation>
            <numerusform>%n note, readable only by you</numerusform>
            <numerusform>%n notes, readable only by you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) did not fit and wait for the next time.</source>
        <translation>
            <numerusform>%n note did not fit and waits for the next time.</numerusform>
            <numerusform>%n notes did not fit and wait for the next time.</numerusform>
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
    <name>ReaderNotices</name>
    <message numerus="yes">
        <source>%n note(s) of earlier versions</source>
        <translation>
            <numerusform>%n note of earlier versions</numerusform>
            <numerusform>%n notes of earlier versions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need(s) a look.</source>
        <translation>
            <numerusform>%n needs a look.</numerusform>
            <numerusform>%n need a look.</numerusform>
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
    <message numerus="yes">
        <source>%n vote(s) not confirmed by the council</source>
        <translation>
            <numerusform>%n vote not confirmed by the council</numerusform>
            <numerusform>%n votes not confirmed by the council</numerusform>
        </translation>
    </message>
</context>
</TS>
