<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="vi_VN" sourcelanguage="en">
<context>
    <name>AlarmBanner</name>
    <message>
        <source>Signing is stopped.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Ballot</name>
    <message>
        <source>Your vote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose, then confirm with your passphrase. Nothing is signed before that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passphrase to sign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign and send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are about to sign: %1. A signed vote is public and cannot be taken back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are about to sign: %1. A signed vote is public; a later vote may replace it until the close.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter your passphrase.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing...</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeskPane</name>
    <message>
        <source>Home</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 hits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No hits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching...</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FirstStartView</name>
    <message>
        <source>Step %1 of 3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It encrypts everything on this machine and signs your votes. Only you know it: nobody can reset it for you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At least 8 characters; a short sentence is easy to remember.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same passphrase again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making the encrypted desk...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect to your council</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy these three lines from the sheet that the office printed for you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint of the council</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>64 digits and letters; spaces do not matter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One-time code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sheet yet? Try everything with invented papers and delegates. Nothing there counts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Practice council</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the practice council</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The practice council is still starting. Try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please fill in this line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making this machine&apos;s keys...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delegate&apos;s machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show this code to the clerk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clerk sees the same code for this machine and confirms it. Never confirm a code over the telephone to a stranger.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may close the program meanwhile; it goes on from here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the clerk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine is yours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome, %1. This machine now belongs to you at %2. Papers are arriving.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open my desk</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HomeView</name>
    <message>
        <source>Opening the desk...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Home could not be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good day, delegate %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A poll waits for you: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your vote is asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the vote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Votes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No poll waits for you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n poll(s) open; you have done your part.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>What is new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have seen every paper that has arrived.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>and %n more in the programme</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No session has been published yet. Papers arrive by themselves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the programme</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>All %n file(s) are on this machine.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 files are here (%3 of %4)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MarkBar</name>
    <message>
        <source>Highlight:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Underline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NotesPanel</name>
    <message>
        <source>Notes on this paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select words on the page, then mark them or write a note. Only you can read your notes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text of the note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write your note here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Older text, kept: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NotesView</name>
    <message>
        <source>Notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only you can read them: they leave this machine encrypted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading your notes...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your notes cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select words in a paper and press a colour, or write a note. Everything you note is listed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No notes yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PageCanvas</name>
    <message>
        <source>Pages of the paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This page cannot be drawn.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PageField</name>
    <message>
        <source>Page number</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Passphrase</name>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Caps Lock seems to be on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PollPage</name>
    <message>
        <source>All polls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the poll...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This poll cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This poll is void: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The exact text that is voted on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint of the text (SHA-256): %1 ...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A newer version of this text was published after the poll was defined. The vote is about the version named here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read this text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passed by %3/%4 of the votes counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passed when more than half of all delegates approve: at least %1 of %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passed when at least %3/%4 of all delegates approve: at least %1 of %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Last call: about %n second(s) left</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Last call: the poll may close at any moment</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PollResult</name>
    <message>
        <source>Passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chair&apos;s signed result equals the count that this machine made from the signed votes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counted by this machine from the signed votes. The chair has not announced the result yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: late - not counted (%2, entry %3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll call</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1/%2 approve, %3 % of all delegates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1/%2 approve, %3 % of the votes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1/%2 delegates present</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delegate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hand vote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Absent</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PracticeCard</name>
    <message>
        <source>Practice council</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the day&apos;s programme...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play the next act</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The practice day is over. Everything stays here to look at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The council is at work...</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProgrammeView</name>
    <message>
        <source>Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Papers of the session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the programme...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The programme cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No session yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The office has not published a session. It arrives here by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Papers of the session itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presented by: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Lock</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReaderBar</name>
    <message>
        <source>Back (Alt+Left)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version of the paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find (Ctrl+F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes beside the paper (F9)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller (Ctrl+-)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger (Ctrl++)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit the width (Ctrl+0)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReaderView</name>
    <message>
        <source>Opening the paper...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 have arrived. The paper opens by itself as soon as all of it is here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This paper is still arriving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This paper cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not the newest version of the paper.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open version %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The council is voting on this very text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The council is voting on another version of this paper.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the vote</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReceiptCard</name>
    <message>
        <source>Receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entry in the vote record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the record when it was signed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recorded at (the council&apos;s time)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint of your vote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the receipt as a file...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file could not be written. Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Rows</name>
    <message>
        <source>no number yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arriving %1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Older text kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for your vote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not passed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsView</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text size: %1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locking closes the encrypted desk. Votes and notes that wait to be sent stay and are sent after unlocking.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock now (Ctrl+L)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine belongs to no council yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delegate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Council</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint of the council</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your papers, notes and votes are encrypted on this machine. Every vote is signed here and can be checked by anyone. The program reports to nobody how you use it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keyboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Home, programme, voting, notes, settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock the desk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the next or previous control</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move, open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scroll by a screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous, next page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to a page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger, smaller, fit the width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find, next hit, previous hit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select letters and lines, words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Highlight the selected words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a note on the selected words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the selected words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes beside the paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Everything is up to date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected to the council</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting to the council...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exchanging with the council...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No connection: reading, notes and signing go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The council&apos;s server has a problem; it is tried again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing is stopped: the vote record contradicts itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n vote(s) not sent</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) not sent</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paper(s) still to come (%1)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>last contact %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next try %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UnlockView</name>
    <message>
        <source>Passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your desk is locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Papers, notes and votes on this machine are encrypted. Enter your passphrase to open them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter your passphrase.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlocking...</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VoteStepper</name>
    <message>
        <source>Your vote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The council refused this vote with a signed answer; it does not count. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed and safe on this machine. NOT YET RECORDED by the council: it is sent by itself as soon as there is a connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On its way. NOT YET RECORDED: the council has not answered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It reached the council after the close. It stays in the record and is listed, and it is not counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The council recorded it at %1 (the council&apos;s time).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recorded at %1 (the council&apos;s time). This machine has checked that it stands in the vote record.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VotesView</name>
    <message>
        <source>Voting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for polls...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The polls cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No polls yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When the chair opens a poll it appears here and on the home page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for your vote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier and coming polls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the whole vote record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine recounts every poll from the signed votes themselves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked: %1 entries and %2 polls agree with every signature.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
