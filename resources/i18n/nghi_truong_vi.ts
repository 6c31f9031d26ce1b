<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="vi_VN" sourcelanguage="en">
<context>
    <name>AlarmBanner</name>
    <message>
        <source>What to do</source>
        <translation>Xem việc cần làm</translation>
    </message>
    <message>
        <source>Signing is stopped: the vote record contradicts itself. Vote by raising your hand.</source>
        <translation>Tạm dừng ký phiếu: sổ biểu quyết có mâu thuẫn. Hãy biểu quyết giơ tay.</translation>
    </message>
</context>
<context>
    <name>AlarmView</name>
    <message>
        <source>No alarm</source>
        <translation>Không có cảnh báo</translation>
    </message>
    <message>
        <source>The vote record agreed with itself at every check.</source>
        <translation>Mọi lần kiểm tra, sổ biểu quyết đều khớp.</translation>
    </message>
    <message>
        <source>The vote record contradicts itself</source>
        <translation>Sổ biểu quyết có mâu thuẫn</translation>
    </message>
    <message>
        <source>What is stopped and what goes on</source>
        <translation>Việc tạm dừng và việc vẫn tiếp tục</translation>
    </message>
    <message>
        <source>Stopped: signing votes on this machine, until the office has settled this.</source>
        <translation>Tạm dừng: ký phiếu trên máy này, cho đến khi Văn phòng xử lý xong.</translation>
    </message>
    <message>
        <source>Votes that you signed before stay as they are; nothing is deleted.</source>
        <translation>Các phiếu đại biểu đã ký vẫn giữ nguyên; không có gì bị xóa.</translation>
    </message>
    <message>
        <source>Going on: reading papers, searching, notes, and receiving new papers.</source>
        <translation>Vẫn tiếp tục: đọc và tìm tài liệu, ghi chú, nhận tài liệu mới.</translation>
    </message>
    <message>
        <source>What to do now</source>
        <translation>Việc cần làm ngay</translation>
    </message>
    <message>
        <source>Tell the chair at once, and vote by raising your hand until this is settled.</source>
        <translation>Báo ngay cho chủ tọa và biểu quyết giơ tay cho đến khi xử lý xong.</translation>
    </message>
    <message>
        <source>Save the evidence to a file and give it to the office or the counting board.</source>
        <translation>Lưu bằng chứng thành tệp và giao cho Văn phòng hoặc Ban kiểm phiếu.</translation>
    </message>
    <message>
        <source>Ask another delegate whether the same alarm stands on their machine.</source>
        <translation>Hỏi đại biểu khác xem máy của họ có cùng cảnh báo này không.</translation>
    </message>
    <message>
        <source>Delete nothing on this machine. Only a new enrolment ends the alarm: wait until the office asks for it.</source>
        <translation>Không xóa gì trên máy này. Chỉ ghi danh lại mới kết thúc cảnh báo: hãy chờ Văn phòng yêu cầu.</translation>
    </message>
    <message>
        <source>Open the list of polls</source>
        <translation>Mở danh sách biểu quyết</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Bằng chứng</translation>
    </message>
    <message>
        <source>Raised at %1 (code %2)</source>
        <translation>Phát hiện lúc %1 (mã %2)</translation>
    </message>
    <message>
        <source>Head of the record that this machine had checked</source>
        <translation>Đầu sổ mà máy này đã kiểm tra</translation>
    </message>
    <message>
        <source>Head of the record that the council showed then</source>
        <translation>Đầu sổ mà máy chủ đưa ra sau đó</translation>
    </message>
    <message>
        <source>Save the evidence...</source>
        <translation>Lưu bằng chứng...</translation>
    </message>
    <message>
        <source>Save the evidence</source>
        <translation>Lưu bằng chứng</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Đã lưu: %1</translation>
    </message>
</context>
<context>
    <name>Ballot</name>
    <message>
        <source>Your vote</source>
        <translation>Phiếu của đại biểu</translation>
    </message>
    <message>
        <source>Choose, then confirm with your passphrase. Nothing is signed before that.</source>
        <translation>Chọn một phương án, sau đó xác nhận bằng mật khẩu. Trước bước xác nhận chưa có gì được ký.</translation>
    </message>
    <message>
        <source>Passphrase to sign</source>
        <translation>Mật khẩu để ký phiếu</translation>
    </message>
    <message>
        <source>Sign and send</source>
        <translation>Ký và gửi phiếu</translation>
    </message>
    <message>
        <source>Choose again</source>
        <translation>Chọn lại</translation>
    </message>
    <message>
        <source>You are about to sign: %1. A signed vote is public and cannot be taken back.</source>
        <translation>Đại biểu sắp ký phiếu: %1. Phiếu đã ký là công khai và không rút lại được.</translation>
    </message>
    <message>
        <source>You are about to sign: %1. A signed vote is public; a later vote may replace it until the close.</source>
        <translation>Đại biểu sắp ký phiếu: %1. Phiếu đã ký là công khai; có thể ký phiếu khác thay thế trước khi kết thúc biểu quyết.</translation>
    </message>
    <message>
        <source>Enter your passphrase.</source>
        <translation>Đề nghị nhập mật khẩu.</translation>
    </message>
    <message>
        <source>Signing...</source>
        <translation>Đang ký...</translation>
    </message>
</context>
<context>
    <name>BookList</name>
    <message>
        <source>Book of the session</source>
        <translation>Bộ tài liệu của kỳ họp</translation>
    </message>
    <message>
        <source>Page numbers of the whole session. They stand; late papers have letters.</source>
        <translation>Số trang chung của cả kỳ họp, đã cố định; tài liệu gửi sau mang thêm chữ.</translation>
    </message>
    <message>
        <source>Page numbers of the whole session, provisional until papers are due.</source>
        <translation>Số trang chung của cả kỳ họp, còn tạm tính đến hạn gửi tài liệu.</translation>
    </message>
    <message>
        <source>Papers of the session</source>
        <translation>Tài liệu chung của kỳ họp</translation>
    </message>
    <message>
        <source>late</source>
        <translation>gửi sau</translation>
    </message>
    <message>
        <source>pages %1</source>
        <translation>trang %1</translation>
    </message>
</context>
<context>
    <name>Citation</name>
    <message>
        <source>%1, version %2 of %3, %4</source>
        <translation>%1, phiên bản %2 ngày %3, %4</translation>
    </message>
</context>
<context>
    <name>CompareBar</name>
    <message>
        <source>Back (Alt+Left)</source>
        <translation>Quay lại (Alt+Trái)</translation>
    </message>
    <message>
        <source>Old version</source>
        <translation>Bản cũ</translation>
    </message>
    <message>
        <source>New version</source>
        <translation>Bản mới</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Hai bản cạnh nhau</translation>
    </message>
    <message>
        <source>Read the new version</source>
        <translation>Đọc bản mới</translation>
    </message>
    <message>
        <source>Previous change (Shift+F7)</source>
        <translation>Thay đổi trước (Shift+F7)</translation>
    </message>
    <message>
        <source>Next change (F7)</source>
        <translation>Thay đổi tiếp theo (F7)</translation>
    </message>
    <message>
        <source>Version %1, %2</source>
        <translation>Phiên bản %1, %2</translation>
    </message>
    <message>
        <source>Change %1 of %2</source>
        <translation>Thay đổi %1 / %2</translation>
    </message>
    <message>
        <source>%2 changes</source>
        <translation>%2 chỗ thay đổi</translation>
    </message>
</context>
<context>
    <name>ComparePages</name>
    <message>
        <source>Previous page</source>
        <translation>Trang trước</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Trang sau</translation>
    </message>
    <message>
        <source>Old version</source>
        <translation>Bản cũ</translation>
    </message>
    <message>
        <source>New version</source>
        <translation>Bản mới</translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation>Trang %1 / %2</translation>
    </message>
    <message>
        <source>This version has no such page.</source>
        <translation>Phiên bản này không có trang này.</translation>
    </message>
    <message numerus="yes">
        <source>%n place(s) differ on this page.</source>
        <translation>
            <numerusform>%n chỗ khác nhau trên trang này.</numerusform>
        </translation>
    </message>
    <message>
        <source>These pages look the same.</source>
        <translation>Hai trang giống nhau.</translation>
    </message>
</context>
<context>
    <name>CompareText</name>
    <message>
        <source>Old version</source>
        <translation>Bản cũ</translation>
    </message>
    <message>
        <source>New version</source>
        <translation>Bản mới</translation>
    </message>
</context>
<context>
    <name>CompareView</name>
    <message>
        <source>Comparing the versions...</source>
        <translation>Đang so sánh hai phiên bản...</translation>
    </message>
    <message>
        <source>Only what changed</source>
        <translation>Chỉ những điều có thay đổi</translation>
    </message>
    <message>
        <source>Articles</source>
        <translation>Các điều</translation>
    </message>
    <message>
        <source>No word differs between these versions. The file itself was replaced.</source>
        <translation>Hai phiên bản không khác nhau chữ nào. Chỉ tệp được thay.</translation>
    </message>
    <message>
        <source>The same words</source>
        <translation>Nội dung như nhau</translation>
    </message>
    <message>
        <source>These versions cannot be compared</source>
        <translation>Không so sánh được hai phiên bản này</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Thử lại</translation>
    </message>
    <message>
        <source>Opening words</source>
        <translation>Phần mở đầu</translation>
    </message>
    <message>
        <source>was %1</source>
        <translation>trước là %1</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>sửa đổi</translation>
    </message>
    <message>
        <source>added</source>
        <translation>bổ sung</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>bỏ</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>chuyển chỗ</translation>
    </message>
    <message>
        <source>renumbered</source>
        <translation>đổi số</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>giữ nguyên</translation>
    </message>
    <message>
        <source>Articles: %1</source>
        <translation>Số điều: %1</translation>
    </message>
</context>
<context>
    <name>ContentsTree</name>
    <message>
        <source>Contents of the paper</source>
        <translation>Mục lục của tài liệu</translation>
    </message>
    <message>
        <source>Reading the contents...</source>
        <translation>Đang đọc mục lục...</translation>
    </message>
    <message>
        <source>Found in the text: the paper has no contents of its own.</source>
        <translation>Lấy từ đề mục trong văn bản, vì tài liệu không có mục lục riêng.</translation>
    </message>
    <message>
        <source>This paper has no contents, and no headings were found.</source>
        <translation>Tài liệu không có mục lục và không tìm thấy đề mục nào.</translation>
    </message>
    <message>
        <source>Papers of the session</source>
        <translation>Tài liệu chung của kỳ họp</translation>
    </message>
    <message>
        <source>This paper has no contents, and no headings were found. The agenda:</source>
        <translation>Tài liệu không có mục lục và không tìm thấy đề mục nào. Dưới đây là chương trình kỳ họp:</translation>
    </message>
</context>
<context>
    <name>DeskPane</name>
    <message>
        <source>Home</source>
        <translation>Trang chủ</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Kỳ họp</translation>
    </message>
    <message>
        <source>Voting</source>
        <translation>Biểu quyết</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Ghi chú</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Cài đặt</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Tìm kiếm</translation>
    </message>
</context>
<context>
    <name>DrawingSheet</name>
    <message>
        <source>Drawing on the page</source>
        <translation>Vẽ trên trang</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this paper</source>
        <translation>Tìm trong tài liệu này</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Trước</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Tiếp</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Đóng</translation>
    </message>
    <message>
        <source>%1 of %2 hits</source>
        <translation>%1/%2 kết quả</translation>
    </message>
    <message>
        <source>No hits</source>
        <translation>Không tìm thấy</translation>
    </message>
    <message>
        <source>Searching...</source>
        <translation>Đang tìm...</translation>
    </message>
    <message>
        <source>All hits</source>
        <translation>Mọi kết quả</translation>
    </message>
</context>
<context>
    <name>FirstFileNotice</name>
    <message>
        <source>Fetch it now</source>
        <translation>Tải ngay</translation>
    </message>
    <message>
        <source>Programme and list of papers, fetched for the first time: %1.</source>
        <translation>Chương trình và danh mục tài liệu, tải lần đầu: %1.</translation>
    </message>
    <message>
        <source>Your notes from your other machine, fetched for the first time: %1.</source>
        <translation>Ghi chú từ máy khác của đại biểu, tải lần đầu: %1.</translation>
    </message>
    <message>
        <source>List of a committee&apos;s papers, fetched for the first time: %1.</source>
        <translation>Danh mục tài liệu của Ban, tải lần đầu: %1.</translation>
    </message>
    <message>
        <source>This network is paid by volume and its budget does not suffice: waits for another network, for tomorrow, or for you to fetch it. Votes and the vote record are exchanged all the same.</source>
        <translation>Mạng này tính theo dung lượng và hạn mức không đủ: chờ mạng khác, chờ đến ngày mai, hoặc chờ đại biểu chọn tải. Phiếu và sổ biểu quyết vẫn được trao đổi.</translation>
    </message>
    <message>
        <source>Asked for: it comes with the next exchange.</source>
        <translation>Đã yêu cầu: sẽ tải trong lần đồng bộ tới.</translation>
    </message>
    <message>
        <source>On its way.</source>
        <translation>Đang tải.</translation>
    </message>
</context>
<context>
    <name>FirstStartView</name>
    <message>
        <source>Step %1 of 3</source>
        <translation>Bước %1/3</translation>
    </message>
    <message>
        <source>This machine was revoked</source>
        <translation>Máy này đã bị thu hồi</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>Máy</translation>
    </message>
    <message>
        <source>Revoked by the office</source>
        <translation>Văn phòng thu hồi lúc</translation>
    </message>
    <message>
        <source>Keys destroyed</source>
        <translation>Khóa được hủy lúc</translation>
    </message>
    <message>
        <source>I have a new sheet: begin again</source>
        <translation>Đã có phiếu ghi danh mới: bắt đầu lại</translation>
    </message>
    <message>
        <source>Choose a passphrase</source>
        <translation>Đặt mật khẩu</translation>
    </message>
    <message>
        <source>It encrypts everything on this machine and signs your votes. Only you know it: nobody can reset it for you.</source>
        <translation>Mật khẩu mã hóa mọi dữ liệu trên máy này và dùng để ký phiếu. Chỉ đại biểu biết mật khẩu: không ai đặt lại thay được.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Tiếp tục</translation>
    </message>
    <message>
        <source>Making the encrypted desk...</source>
        <translation>Đang tạo kho tài liệu mã hóa...</translation>
    </message>
    <message>
        <source>Connect to your council</source>
        <translation>Kết nối với Hội đồng nhân dân</translation>
    </message>
    <message>
        <source>Copy these three lines from the sheet that the office printed for you.</source>
        <translation>Nhập ba dòng sau theo phiếu ghi danh do Văn phòng in cho đại biểu.</translation>
    </message>
    <message>
        <source>Server address</source>
        <translation>Địa chỉ máy chủ</translation>
    </message>
    <message>
        <source>Fingerprint of the council</source>
        <translation>Dấu vân tay của Hội đồng</translation>
    </message>
    <message>
        <source>64 digits and letters; spaces do not matter.</source>
        <translation>64 chữ số và chữ cái; không cần để ý khoảng trắng.</translation>
    </message>
    <message>
        <source>One-time code</source>
        <translation>Mã dùng một lần</translation>
    </message>
    <message>
        <source>Enter the practice council</source>
        <translation>Vào Hội đồng thực hành</translation>
    </message>
    <message>
        <source>No sheet yet? Practise with invented papers; nothing there counts.</source>
        <translation>Chưa có phiếu ghi danh? Thực hành với tài liệu giả định; kết quả ở đó không có giá trị.</translation>
    </message>
    <message>
        <source>The practice council is still starting. Try again in a moment.</source>
        <translation>Hội đồng thực hành đang khởi động. Đề nghị thử lại sau giây lát.</translation>
    </message>
    <message>
        <source>Please fill in this line.</source>
        <translation>Đề nghị điền dòng này.</translation>
    </message>
    <message>
        <source>Making this machine&apos;s keys...</source>
        <translation>Đang tạo khóa của máy này...</translation>
    </message>
    <message>
        <source>Delegate&apos;s machine</source>
        <translation>Máy của đại biểu</translation>
    </message>
    <message>
        <source>Show this code to the clerk</source>
        <translation>Đưa mã này cho cán bộ Văn phòng đối chiếu</translation>
    </message>
    <message>
        <source>The clerk sees the same code for this machine and confirms it. Never confirm a code over the telephone to a stranger.</source>
        <translation>Cán bộ Văn phòng thấy cùng một mã cho máy này và xác nhận. Không đọc mã qua điện thoại cho người lạ.</translation>
    </message>
    <message>
        <source>You may close the program meanwhile; it goes on from here.</source>
        <translation>Trong lúc chờ có thể đóng chương trình; lần mở sau sẽ tiếp tục từ đây.</translation>
    </message>
    <message>
        <source>Waiting for the clerk</source>
        <translation>Đang chờ Văn phòng xác nhận</translation>
    </message>
    <message>
        <source>Correct the sheet&apos;s lines</source>
        <translation>Nhập lại phiếu ghi danh</translation>
    </message>
    <message>
        <source>This machine is yours</source>
        <translation>Đã ghi danh máy này</translation>
    </message>
    <message>
        <source>Welcome, %1. This machine now belongs to you at %2. Papers are arriving.</source>
        <translation>Kính chào đại biểu %1. Máy này đã được ghi danh tại %2. Tài liệu đang được tải về.</translation>
    </message>
    <message>
        <source>Open my desk</source>
        <translation>Mở bàn làm việc</translation>
    </message>
</context>
<context>
    <name>FollowedView</name>
    <message>
        <source>Reading your notes...</source>
        <translation>Đang đọc ghi chú...</translation>
    </message>
    <message>
        <source>Back (Alt+Left)</source>
        <translation>Quay lại (Alt+Trái)</translation>
    </message>
    <message>
        <source>Notes of earlier versions</source>
        <translation>Ghi chú của phiên bản trước</translation>
    </message>
    <message>
        <source>Where the note was made</source>
        <translation>Nơi đã ghi chú</translation>
    </message>
    <message>
        <source>Where it stands now</source>
        <translation>Vị trí hiện nay</translation>
    </message>
    <message>
        <source>It belongs here: keep it</source>
        <translation>Đúng chỗ này: giữ lại</translation>
    </message>
    <message>
        <source>Not in this version</source>
        <translation>Không thuộc bản này</translation>
    </message>
    <message>
        <source>Open the old page</source>
        <translation>Mở trang cũ</translation>
    </message>
    <message>
        <source>Your notes cannot be shown</source>
        <translation>Không hiện được ghi chú</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Thử lại</translation>
    </message>
    <message>
        <source>Every note of the earlier versions was dealt with.</source>
        <translation>Mọi ghi chú của các phiên bản trước đã được xử lý.</translation>
    </message>
    <message>
        <source>Nothing left to look at</source>
        <translation>Không còn gì cần xem</translation>
    </message>
    <message>
        <source>page %1</source>
        <translation>trang %1</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>Phiên bản %1</translation>
    </message>
    <message>
        <source>Same words, same place</source>
        <translation>Giữ nguyên chữ, đúng chỗ</translation>
    </message>
    <message>
        <source>Same words, surroundings changed</source>
        <translation>Giữ nguyên chữ, đoạn chung quanh đã đổi</translation>
    </message>
    <message>
        <source>Please look: the text changed</source>
        <translation>Cần xem: chữ đã thay đổi</translation>
    </message>
    <message>
        <source>No place found</source>
        <translation>Không tìm thấy chỗ</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>đúng chỗ</translation>
    </message>
    <message>
        <source>moved along</source>
        <translation>đã theo sang</translation>
    </message>
    <message>
        <source>look</source>
        <translation>cần xem</translation>
    </message>
    <message>
        <source>no place</source>
        <translation>chưa có chỗ</translation>
    </message>
    <message>
        <source>Version %1, page %2, noted %3</source>
        <translation>Phiên bản %1, trang %2, ghi ngày %3</translation>
    </message>
    <message>
        <source>These words are not in this version, or stand where they cannot be told apart.</source>
        <translation>Đoạn này không còn trong phiên bản này, hoặc lặp lại ở nhiều nơi nên không phân biệt được.</translation>
    </message>
    <message>
        <source>All its words stand here, with others put in between or elsewhere than before. Compare both pages, then decide.</source>
        <translation>Mọi chữ vẫn còn ở đây, nhưng có chữ mới xen vào hoặc đã đổi chỗ. Hãy đối chiếu hai trang rồi quyết định.</translation>
    </message>
    <message>
        <source>The words and what stands around them are unchanged.</source>
        <translation>Đoạn ghi chú và phần chung quanh không thay đổi.</translation>
    </message>
    <message>
        <source>The words are unchanged; what stands around them changed.</source>
        <translation>Đoạn ghi chú không thay đổi; phần chung quanh đã thay đổi.</translation>
    </message>
    <message>
        <source>%1 % of the words stand here. Compare both pages, then decide.</source>
        <translation>%1 % số chữ còn ở đây. Hãy đối chiếu hai trang rồi quyết định.</translation>
    </message>
    <message>
        <source>The note stays with its version. Look at the old page, then decide.</source>
        <translation>Ghi chú vẫn nằm ở phiên bản của nó. Hãy xem trang cũ rồi quyết định.</translation>
    </message>
</context>
<context>
    <name>FoundDelegate</name>
    <message>
        <source>Page %1</source>
        <translation>Trang %1</translation>
    </message>
</context>
<context>
    <name>HallCard</name>
    <message>
        <source>The hall&apos;s own server</source>
        <translation>Máy chủ phòng họp</translation>
    </message>
    <message>
        <source>Some halls have a server of their own, which takes votes while the line to the council is down. Choose it once you are in the hall. Only a server certified by your council is ever used; your vote is recorded when the council itself confirms it.</source>
        <translation>Một số phòng họp có máy chủ riêng, nhận phiếu cả khi đường truyền đến máy chủ Hội đồng bị mất. Hãy chọn khi đã vào phòng họp. Chương trình chỉ dùng máy chủ được Hội đồng chứng thực; phiếu chỉ được ghi nhận khi chính máy chủ Hội đồng xác nhận.</translation>
    </message>
    <message>
        <source>Use it no more</source>
        <translation>Không dùng nữa</translation>
    </message>
    <message>
        <source>Look for it in this room</source>
        <translation>Tìm trong phòng họp này</translation>
    </message>
    <message>
        <source>Read a picture of the QR code...</source>
        <translation>Đọc ảnh chụp mã QR...</translation>
    </message>
    <message>
        <source>Read the clipboard</source>
        <translation>Đọc từ bộ nhớ tạm</translation>
    </message>
    <message>
        <source>Or type what the card in the hall says</source>
        <translation>Hoặc gõ theo tấm thẻ trong phòng họp</translation>
    </message>
    <message>
        <source>Link, or address and fingerprint</source>
        <translation>Đường dẫn, hoặc địa chỉ và dấu vân tay</translation>
    </message>
    <message>
        <source>https://address:port fingerprint</source>
        <translation>https://địa-chỉ:cổng dấu vân tay</translation>
    </message>
    <message>
        <source>Use this server</source>
        <translation>Dùng máy chủ này</translation>
    </message>
    <message>
        <source>None chosen: this machine calls the council&apos;s server.</source>
        <translation>Chưa chọn: máy này nối thẳng với máy chủ Hội đồng.</translation>
    </message>
    <message>
        <source>In use first: %1</source>
        <translation>Đang ưu tiên dùng: %1</translation>
    </message>
    <message>
        <source>Looking in the local network...</source>
        <translation>Đang tìm trên mạng nội bộ...</translation>
    </message>
    <message>
        <source>Use the hall&apos;s server at %1</source>
        <translation>Dùng máy chủ phòng họp tại %1</translation>
    </message>
    <message>
        <source>Picture of the QR code</source>
        <translation>Ảnh chụp mã QR</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Tệp ảnh</translation>
    </message>
    <message>
        <source>Chosen. The status line says when this machine is connected to it.</source>
        <translation>Đã chọn. Dòng trạng thái sẽ cho biết khi máy này nối được với máy chủ phòng họp.</translation>
    </message>
</context>
<context>
    <name>HallWordCard</name>
    <message>
        <source>The hall&apos;s receipt and the vote record disagree</source>
        <translation>Biên nhận của phòng họp trái với sổ biểu quyết</translation>
    </message>
    <message>
        <source>%1 signed at %2 (by its own clock) that it held this vote, number %3.</source>
        <translation>%1 đã ký lúc %2 (theo đồng hồ phòng họp) rằng đang giữ phiếu này, số thứ tự %3.</translation>
    </message>
    <message>
        <source>Save the evidence...</source>
        <translation>Lưu bằng chứng...</translation>
    </message>
    <message>
        <source>The hall had this vote before the close. In the council&apos;s record it stands after the close: listed as late and not counted.</source>
        <translation>Phòng họp đã nhận phiếu trước khi đóng biểu quyết. Trong sổ của Hội đồng, phiếu đứng sau lúc đóng: bị ghi là đến muộn và không được tính.</translation>
    </message>
    <message>
        <source>The hall had this vote. The council&apos;s record ended the count without it. It stays on this machine and is still sent; if it arrives now, it is listed as late.</source>
        <translation>Phòng họp đã nhận phiếu, nhưng sổ của Hội đồng đã kết thúc kiểm phiếu mà không có phiếu này. Phiếu vẫn còn trên máy và vẫn được gửi; nếu bây giờ mới đến thì bị ghi là đến muộn.</translation>
    </message>
    <message>
        <source>The hall had this vote. In its place the council&apos;s record holds something else in the name of this machine. Perhaps its key was copied: tell the office at once.</source>
        <translation>Phòng họp đã nhận phiếu, nhưng ở chỗ của phiếu, sổ của Hội đồng ghi một nội dung khác mang tên máy này. Khóa của máy có thể đã bị sao chép: hãy báo Văn phòng ngay.</translation>
    </message>
    <message>
        <source>The hall had this vote. The council refused it with a signed answer, so it does not count.</source>
        <translation>Phòng họp đã nhận phiếu, nhưng Hội đồng từ chối bằng câu trả lời có chữ ký, nên phiếu không được tính.</translation>
    </message>
    <message>
        <source>This does not yet say whose fault it is: if the hall&apos;s line was down and the chair closed the poll at the council&apos;s own server, the same comes of it.</source>
        <translation>Điều này chưa nói lỗi thuộc về ai: nếu đường truyền của phòng họp bị đứt và chủ tọa đóng biểu quyết ở máy chủ của Hội đồng thì kết quả cũng như vậy.</translation>
    </message>
    <message>
        <source>Tell the chair, and give the saved file to the office or the counting board: anyone can check it without this program. It holds your vote, the hall&apos;s receipt and the vote record; no notes and no keys.</source>
        <translation>Hãy báo chủ tọa và giao tệp đã lưu cho Văn phòng hoặc Ban kiểm phiếu: ai cũng kiểm tra được mà không cần chương trình này. Tệp gồm phiếu của đại biểu, biên nhận của phòng họp và sổ biểu quyết; không có ghi chú, không có khóa.</translation>
    </message>
    <message>
        <source>Save the evidence</source>
        <translation>Lưu bằng chứng</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Đã lưu: %1</translation>
    </message>
</context>
<context>
    <name>HeldFeeds</name>
    <message>
        <source>Keep the copy here</source>
        <translation>Giữ bản trên máy này</translation>
    </message>
    <message>
        <source>Accept the council&apos;s copy</source>
        <translation>Nhận bản của máy chủ</translation>
    </message>
    <message>
        <source>Save the evidence...</source>
        <translation>Lưu bằng chứng...</translation>
    </message>
    <message>
        <source>You keep the copy on this machine. New papers do not reach it any more.</source>
        <translation>Đại biểu đang giữ bản trên máy này. Tài liệu mới không đến bản này nữa.</translation>
    </message>
    <message>
        <source>Nothing was deleted here. Ask the office whether papers were really taken back: until you answer, everything stays as it is.</source>
        <translation>Trên máy này chưa xóa gì. Hãy hỏi Văn phòng xem tài liệu có thật đã được rút lại không; trước khi đại biểu trả lời, mọi thứ giữ nguyên.</translation>
    </message>
    <message>
        <source>The council now has much less than this machine</source>
        <translation>Máy chủ HĐND nay còn ít hơn nhiều so với máy này</translation>
    </message>
    <message>
        <source>No longer open to you: %1</source>
        <translation>Đại biểu không còn quyền đọc: %1</translation>
    </message>
    <message>
        <source>The papers of this committee are for its members. They are hidden on this machine since %1; your own notes stay. If this is a mistake, tell the office: everything comes back with your membership.</source>
        <translation>Tài liệu của Ban này chỉ dành cho thành viên. Từ ngày %1, tài liệu được ẩn trên máy này; ghi chú của đại biểu vẫn còn. Nếu có nhầm lẫn, hãy báo Văn phòng: khi có lại tư cách thành viên, mọi thứ hiện lại.</translation>
    </message>
    <message>
        <source>The council contradicts itself: %1</source>
        <translation>Máy chủ HĐND tự mâu thuẫn: %1</translation>
    </message>
    <message>
        <source>The council&apos;s server signed two histories that cannot both be true. What this machine had checked stays readable and is no longer updated; everything else goes on, voting too.</source>
        <translation>Máy chủ HĐND đã ký hai nội dung không thể cùng đúng. Phần máy này đã kiểm tra vẫn đọc được nhưng không cập nhật nữa; mọi việc khác, kể cả biểu quyết, vẫn tiếp tục.</translation>
    </message>
    <message>
        <source>Save the evidence and give it to the standing committee or the office.</source>
        <translation>Hãy lưu bằng chứng và gửi cho Thường trực HĐND hoặc Văn phòng.</translation>
    </message>
    <message>
        <source>The council has begun anew. Accept only when the office has explained it.</source>
        <translation>Máy chủ đã mở lại từ đầu. Chỉ nhận khi Văn phòng đã giải thích.</translation>
    </message>
    <message>
        <source>The council&apos;s server now has only %1 of the %2 papers on this machine.</source>
        <translation>Máy chủ HĐND nay chỉ còn %1 trong %2 tài liệu đang có trên máy này.</translation>
    </message>
    <message>
        <source>The council&apos;s server now has only %1 of the %2 entries on this machine.</source>
        <translation>Máy chủ HĐND nay chỉ còn %1 trong %2 mục đang có trên máy này.</translation>
    </message>
    <message>
        <source>The council&apos;s server now has %1 entries, this machine %2.</source>
        <translation>Máy chủ HĐND nay có %1 mục, máy này có %2 mục.</translation>
    </message>
    <message>
        <source>your notes</source>
        <translation>ghi chú của đại biểu</translation>
    </message>
    <message>
        <source>papers and programme</source>
        <translation>tài liệu và chương trình</translation>
    </message>
    <message>
        <source>Save the evidence</source>
        <translation>Lưu bằng chứng</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Đã lưu: %1</translation>
    </message>
    <message>
        <source>Understood</source>
        <translation>Đã hiểu</translation>
    </message>
</context>
<context>
    <name>HitMarks</name>
    <message>
        <source>Hits in this paper</source>
        <translation>Kết quả tìm trong tài liệu này</translation>
    </message>
    <message>
        <source>Only the first %1 hits are listed.</source>
        <translation>Chỉ liệt kê %1 kết quả đầu tiên.</translation>
    </message>
</context>
<context>
    <name>HomeView</name>
    <message>
        <source>Opening the desk...</source>
        <translation>Đang mở bàn làm việc...</translation>
    </message>
    <message>
        <source>Home could not be shown</source>
        <translation>Không hiển thị được trang chủ</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Thử lại</translation>
    </message>
    <message>
        <source>Good day, delegate %1</source>
        <translation>Kính chào đại biểu %1</translation>
    </message>
    <message>
        <source>Good day</source>
        <translation>Kính chào đại biểu</translation>
    </message>
    <message>
        <source>A poll waits for you: %1</source>
        <translation>Lượt biểu quyết đang chờ đại biểu: %1</translation>
    </message>
    <message>
        <source>Your vote is asked for.</source>
        <translation>Đề nghị đại biểu biểu quyết.</translation>
    </message>
    <message>
        <source>Go to the vote</source>
        <translation>Đến phần biểu quyết</translation>
    </message>
    <message>
        <source>Votes</source>
        <translation>Biểu quyết</translation>
    </message>
    <message>
        <source>No poll waits for you.</source>
        <translation>Không có lượt biểu quyết nào đang chờ đại biểu.</translation>
    </message>
    <message numerus="yes">
        <source>%n poll(s) open; you have done your part.</source>
        <translation>
            <numerusform>Có %n lượt biểu quyết đang mở; đại biểu đã biểu quyết.</numerusform>
        </translation>
    </message>
    <message>
        <source>What is new</source>
        <translation>Tài liệu mới</translation>
    </message>
    <message>
        <source>You have seen every paper that has arrived.</source>
        <translation>Đại biểu đã xem mọi tài liệu đã về.</translation>
    </message>
    <message numerus="yes">
        <source>and %n more in the programme</source>
        <translation>
            <numerusform>và %n tài liệu nữa trong chương trình</numerusform>
        </translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Kỳ họp</translation>
    </message>
    <message>
        <source>Open the programme</source>
        <translation>Mở chương trình kỳ họp</translation>
    </message>
    <message>
        <source>The programme waits: this network is paid by volume, and its budget does not suffice.</source>
        <translation>Chương trình kỳ họp đang chờ: mạng này tính theo dung lượng và hạn mức không còn đủ.</translation>
    </message>
    <message>
        <source>See it, and fetch it now</source>
        <translation>Xem và chọn tải ngay</translation>
    </message>
    <message numerus="yes">
        <source>All %n file(s) are on this machine.</source>
        <translation>
            <numerusform>Đủ %n tệp trên máy này.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 files are here (%3 of %4)</source>
        <translation>Đã về %1/%2 tệp (%3 trong tổng số %4)</translation>
    </message>
    <message>
        <source>There is no session on this machine yet. Papers arrive by themselves.</source>
        <translation>Trên máy này chưa có kỳ họp nào. Tài liệu sẽ tự về máy.</translation>
    </message>
    <message>
        <source>Reading the vote record...</source>
        <translation>Đang đọc sổ biểu quyết...</translation>
    </message>
</context>
<context>
    <name>LinkSheet</name>
    <message>
        <source>Links on this page</source>
        <translation>Liên kết trên trang này</translation>
    </message>
    <message>
        <source>There are no links on this page.</source>
        <translation>Trang này không có liên kết nào.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Đóng</translation>
    </message>
    <message>
        <source>To page %1</source>
        <translation>Đến trang %1</translation>
    </message>
</context>
<context>
    <name>MarkBar</name>
    <message>
        <source>Highlight:</source>
        <translation>Tô sáng:</translation>
    </message>
    <message>
        <source>Underline</source>
        <translation>Gạch chân</translation>
    </message>
    <message>
        <source>Write a note</source>
        <translation>Viết ghi chú</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Sao chép</translation>
    </message>
    <message>
        <source>Strike out</source>
        <translation>Gạch ngang</translation>
    </message>
    <message>
        <source>Ask in the sitting</source>
        <translation>Hỏi tại phiên họp</translation>
    </message>
    <message>
        <source>Bookmark</source>
        <translation>Đánh dấu</translation>
    </message>
</context>
<context>
    <name>MeteredCard</name>
    <message>
        <source>Network paid by volume</source>
        <translation>Mạng tính theo dung lượng</translation>
    </message>
    <message>
        <source>As the system says</source>
        <translation>Theo hệ điều hành</translation>
    </message>
    <message>
        <source>Paid by volume</source>
        <translation>Tính theo dung lượng</translation>
    </message>
    <message>
        <source>Not paid by volume</source>
        <translation>Không tính theo dung lượng</translation>
    </message>
    <message>
        <source>This network</source>
        <translation>Mạng đang dùng</translation>
    </message>
    <message>
        <source>Papers a day</source>
        <translation>Hạn mức mỗi ngày</translation>
    </message>
    <message>
        <source>Papers a month</source>
        <translation>Hạn mức mỗi tháng</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>không giới hạn</translation>
    </message>
    <message>
        <source>Just now: paid by volume.</source>
        <translation>Hiện tại: mạng tính theo dung lượng.</translation>
    </message>
    <message>
        <source>Just now: not paid by volume.</source>
        <translation>Hiện tại: mạng không tính theo dung lượng.</translation>
    </message>
    <message>
        <source>Today %1 of %2.</source>
        <translation>Hôm nay đã dùng %1 (hạn mức: %2).</translation>
    </message>
    <message>
        <source>This month %1 of %2.</source>
        <translation>Tháng này đã dùng %1 (hạn mức: %2).</translation>
    </message>
    <message>
        <source>Over all networks: %1 today, %2 this month.</source>
        <translation>Tính cả mọi mạng: hôm nay %1, tháng này %2.</translation>
    </message>
    <message>
        <source>Over such a network papers keep to this budget, and so does what a new machine fetches first. Votes, notes and what changes in the programme always travel, and a paper that you open comes all the same.</source>
        <translation>Khi dùng mạng này, việc tải tài liệu và tải lần đầu của máy mới giữ trong hạn mức dưới đây. Phiếu, ghi chú và thay đổi của chương trình kỳ họp luôn được trao đổi; mở tài liệu nào thì tài liệu ấy vẫn được tải về.</translation>
    </message>
</context>
<context>
    <name>MyVotes</name>
    <message>
        <source>My votes</source>
        <translation>Phiếu của tôi</translation>
    </message>
    <message>
        <source>No votes yet</source>
        <translation>Chưa có phiếu nào</translation>
    </message>
    <message>
        <source>Each vote that you sign stands here with its receipt, for good.</source>
        <translation>Mỗi phiếu đại biểu ký đều được giữ ở đây cùng biên nhận.</translation>
    </message>
    <message>
        <source>All polls</source>
        <translation>Tất cả lượt biểu quyết</translation>
    </message>
    <message>
        <source>Signed on this machine. The receipt of a vote proves that the council recorded it.</source>
        <translation>Các phiếu đã ký trên máy này. Biên nhận chứng minh Hội đồng đã ghi nhận phiếu.</translation>
    </message>
    <message>
        <source>Your votes cannot be shown</source>
        <translation>Không hiển thị được các phiếu</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Thử lại</translation>
    </message>
    <message>
        <source>Signed at %1</source>
        <translation>Ký lúc %1</translation>
    </message>
    <message>
        <source>No receipt yet</source>
        <translation>Chưa có biên nhận</translation>
    </message>
    <message>
        <source>Receipt: entry %1</source>
        <translation>Biên nhận: mục số %1</translation>
    </message>
    <message>
        <source>Disagrees with the hall&apos;s receipt</source>
        <translation>Trái với biên nhận phòng họp</translation>
    </message>
    <message>
        <source>Open the poll</source>
        <translation>Mở lượt biểu quyết</translation>
    </message>
</context>
<context>
    <name>NewPassphrase</name>
    <message>
        <source>At least 8 characters; a short sentence is easy to remember.</source>
        <translation>Ít nhất 8 ký tự; một câu ngắn sẽ dễ nhớ.</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Mật khẩu</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>Mật khẩu mới</translation>
    </message>
    <message>
        <source>The same passphrase again</source>
        <translation>Nhập lại mật khẩu</translation>
    </message>
</context>
<context>
    <name>NoteEditor</name>
    <message>
        <source>A newer version of the program made this note. It is kept as it is and can only be looked at here.</source>
        <translation>Ghi chú này do phiên bản mới hơn của chương trình tạo ra. Ghi chú được giữ nguyên và ở đây chỉ xem được.</translation>
    </message>
    <message>
        <source>Text of the note</source>
        <translation>Nội dung ghi chú</translation>
    </message>
    <message>
        <source>Write your note here</source>
        <translation>Viết ghi chú vào đây</translation>
    </message>
    <message>
        <source>Ask in the sitting</source>
        <translation>Hỏi tại phiên họp</translation>
    </message>
    <message>
        <source>Tags of the note</source>
        <translation>Nhãn của ghi chú</translation>
    </message>
    <message>
        <source>Tags, for example: budget, staff</source>
        <translation>Nhãn, ví dụ: ngân sách, biên chế</translation>
    </message>
    <message>
        <source>Keep the note</source>
        <translation>Lưu ghi chú</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Xóa</translation>
    </message>
</context>
<context>
    <name>NoteFiles</name>
    <message>
        <source>Print...</source>
        <translation>In...</translation>
    </message>
    <message>
        <source>Copy of the paper with my notes (PDF)...</source>
        <translation>Bản sao tài liệu kèm ghi chú (PDF)...</translation>
    </message>
    <message>
        <source>Notes for PDF viewers (XFDF)...</source>
        <translation>Ghi chú cho trình xem PDF (XFDF)...</translation>
    </message>
    <message>
        <source>Notes as web annotations (JSON)...</source>
        <translation>Ghi chú dạng chú giải web (JSON)...</translation>
    </message>
    <message>
        <source>Take notes from a file...</source>
        <translation>Nhập ghi chú từ tệp...</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Lưu</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Đã lưu: %1</translation>
    </message>
    <message>
        <source>Take notes from a file</source>
        <translation>Nhập ghi chú từ tệp</translation>
    </message>
    <message>
        <source>Notes (%1)</source>
        <translation>Ghi chú (%1)</translation>
    </message>
    <message>
        <source>%1 notes taken.</source>
        <translation>Đã nhập %1 ghi chú.</translation>
    </message>
    <message>
        <source>Left out: %1.</source>
        <translation>Bỏ qua: %1.</translation>
    </message>
    <message>
        <source>of a kind that is not known here</source>
        <translation>thuộc loại chương trình chưa biết</translation>
    </message>
    <message>
        <source>on pages that this paper has not</source>
        <translation>ở trang mà tài liệu này không có</translation>
    </message>
    <message>
        <source>without a place on a page</source>
        <translation>không có vị trí trên trang</translation>
    </message>
    <message>
        <source>made on another version of the paper</source>
        <translation>ghi trên phiên bản khác của tài liệu</translation>
    </message>
    <message>
        <source>that are here already</source>
        <translation>đã có sẵn ở đây</translation>
    </message>
    <message>
        <source>that are too long</source>
        <translation>quá dài</translation>
    </message>
</context>
<context>
    <name>NoteFilters</name>
    <message>
        <source>Words in the notes</source>
        <translation>Tìm trong ghi chú</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Kỳ họp</translation>
    </message>
    <message>
        <source>Agenda item</source>
        <translation>Mục</translation>
    </message>
    <message>
        <source>Kind of note</source>
        <translation>Loại ghi chú</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Màu</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Nhãn</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Thứ tự</translation>
    </message>
    <message>
        <source>To ask in the sitting</source>
        <translation>Cần hỏi tại phiên họp</translation>
    </message>
    <message>
        <source>In agenda order</source>
        <translation>Theo chương trình</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Mới nhất trước</translation>
    </message>
    <message>
        <source>All sessions</source>
        <translation>Mọi kỳ họp</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>Mọi loại</translation>
    </message>
    <message>
        <source>All colours</source>
        <translation>Mọi màu</translation>
    </message>
    <message>
        <source>All tags</source>
        <translation>Mọi nhãn</translation>
    </message>
    <message>
        <source>All agenda items</source>
        <translation>Mọi mục</translation>
    </message>
</context>
<context>
    <name>NoteWords</name>
    <message>
        <source>My notes</source>
        <translation>Ghi chú của tôi</translation>
    </message>
    <message>
        <source>Papers of the session</source>
        <translation>Tài liệu chung của kỳ họp</translation>
    </message>
    <message>
        <source>version %1</source>
        <translation>phiên bản %1</translation>
    </message>
</context>
<context>
    <name>NotesPanel</name>
    <message>
        <source>Notes</source>
        <translation>Ghi chú</translation>
    </message>
    <message>
        <source>Notes on this paper</source>
        <translation>Ghi chú trên tài liệu này</translation>
    </message>
    <message>
        <source>Select words on the page, then mark them or write a note; or press and hold where a note belongs. Only you can read your notes.</source>
        <translation>Chọn chữ trên trang rồi tô sáng hoặc viết ghi chú; hoặc nhấn giữ vào chỗ cần ghi. Chỉ đại biểu đọc được ghi chú của mình.</translation>
    </message>
    <message>
        <source>Add a note on this page</source>
        <translation>Thêm ghi chú vào trang này</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Hoàn tác</translation>
    </message>
    <message>
        <source>Note deleted.</source>
        <translation>Đã xóa ghi chú.</translation>
    </message>
    <message>
        <source>from an earlier version</source>
        <translation>từ phiên bản trước</translation>
    </message>
    <message>
        <source>Print, save...</source>
        <translation>In, lưu...</translation>
    </message>
</context>
<context>
    <name>NotesView</name>
    <message>
        <source>Notes</source>
        <translation>Ghi chú</translation>
    </message>
    <message>
        <source>Only you can read them: they leave this machine encrypted.</source>
        <translation>Chỉ đại biểu đọc được: ghi chú rời máy này ở dạng mã hóa.</translation>
    </message>
    <message>
        <source>Reading your notes...</source>
        <translation>Đang đọc ghi chú...</translation>
    </message>
    <message>
        <source>Your notes cannot be shown</source>
        <translation>Không hiển thị được ghi chú</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Thử lại</translation>
    </message>
    <message>
        <source>Select words in a paper and press a colour, or write a note. Everything you note is listed here.</source>
        <translation>Chọn chữ trong tài liệu rồi bấm một màu, hoặc viết ghi chú. Mọi ghi chú được liệt kê ở đây.</translation>
    </message>
    <message>
        <source>No notes yet</source>
        <translation>Chưa có ghi chú</translation>
    </message>
    <message>
        <source>Save as Markdown...</source>
        <translation>Lưu dạng Markdown...</translation>
    </message>
    <message>
        <source>Print speaking notes...</source>
        <translation>In ghi chú phát biểu...</translation>
    </message>
    <message>
        <source>No note fits what is chosen above. Choose less.</source>
        <translation>Không có ghi chú nào khớp với các lựa chọn ở trên. Hãy bỏ bớt điều kiện.</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Không tìm thấy</translation>
    </message>
    <message>
        <source>Papers that are not on this machine, or that you may no longer read</source>
        <translation>Tài liệu chưa có trên máy này, hoặc không còn quyền đọc</translation>
    </message>
    <message>
        <source>version %1</source>
        <translation>phiên bản %1</translation>
    </message>
    <message>
        <source>Save as Markdown</source>
        <translation>Lưu dạng Markdown</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Đã lưu: %1</translation>
    </message>
    <message>
        <source>Notes: %1 · papers: %2</source>
        <translation>Ghi chú: %1 · tài liệu: %2</translation>
    </message>
</context>
<context>
    <name>OlderTexts</name>
    <message>
        <source>Earlier text, from another device</source>
        <translation>Bản trước, từ máy khác</translation>
    </message>
    <message>
        <source>(no words)</source>
        <translation>(không có chữ)</translation>
    </message>
    <message>
        <source>Put it back</source>
        <translation>Dùng lại bản này</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Sao chép</translation>
    </message>
</context>
<context>
    <name>OpenPapers</name>
    <message>
        <source>Open papers</source>
        <translation>Tài liệu đang mở</translation>
    </message>
    <message>
        <source>Close this paper</source>
        <translation>Đóng tài liệu này</translation>
    </message>
</context>
<context>
    <name>OutsideLink</name>
    <message>
        <source>Link out of the paper</source>
        <translation>Liên kết ra ngoài tài liệu</translation>
    </message>
    <message>
        <source>Open this address in the browser?</source>
        <translation>Mở địa chỉ này trong trình duyệt?</translation>
    </message>
    <message>
        <source>The address stands in the paper. Whoever runs it will see that you opened it. Nothing of the paper or of your notes is sent.</source>
        <translation>Địa chỉ này nằm trong tài liệu. Bên quản lý địa chỉ sẽ thấy là bạn đã mở. Không có nội dung tài liệu hay ghi chú nào được gửi đi.</translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation>Mở trong trình duyệt</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>Sao chép địa chỉ</translation>
    </message>
    <message>
        <source>Stay here</source>
        <translation>Ở lại đây</translation>
    </message>
</context>
<context>
    <name>PageAccess</name>
    <message>
        <source>Selected: %1</source>
        <translation>Đã chọn: %1</translation>
    </message>
</context>
<context>
    <name>PageField</name>
    <message>
        <source>Page number</source>
        <translation>Số trang</translation>
    </message>
    <message>
        <source>A page of this paper, or with b before it (b12, 7a) of the book</source>
        <translation>Trang của tài liệu này; thêm b phía trước (b12, 7a) là trang của bộ tài liệu</translation>
    </message>
</context>
<context>
    <name>PageSpeech</name>
    <message>
        <source>The voice of this machine does not work.</source>
        <translation>Giọng đọc của máy không hoạt động.</translation>
    </message>
    <message>
        <source>This page is a picture without words to read aloud.</source>
        <translation>Trang này là ảnh, không có chữ để đọc.</translation>
    </message>
</context>
<context>
    <name>PageView</name>
    <message>
        <source>Pages of the paper</source>
        <translation>Các trang tài liệu</translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation>Trang %1/%2</translation>
    </message>
    <message>
        <source>This page cannot be drawn.</source>
        <translation>Không hiển thị được trang này.</translation>
    </message>
    <message>
        <source>This page is still arriving. It shows by itself.</source>
        <translation>Trang này đang tải, tải xong sẽ tự hiện.</translation>
    </message>
    <message>
        <source>This page is a picture without words.</source>
        <translation>Trang này là ảnh, không có chữ.</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Page %1</source>
        <translation>Trang %1</translation>
    </message>
    <message>
        <source>printed %1</source>
        <translation>số in %1</translation>
    </message>
    <message>
        <source>page %1 of the book</source>
        <translation>trang %1 của bộ tài liệu</translation>
    </message>
    <message>
        <source>Pages %1 to %2</source>
        <translation>Trang %1 đến %2</translation>
    </message>
    <message>
        <source>printed %1 to %2</source>
        <translation>số in %1 đến %2</translation>
    </message>
    <message>
        <source>pages %1 to %2 of the book</source>
        <translation>trang %1 đến %2 của bộ tài liệu</translation>
    </message>
</context>
<context>
    <name>PaperPrinting</name>
    <message>
        <source>Print</source>
        <translation>In</translation>
    </message>
</context>
<context>
    <name>ParcelCard</name>
    <message>
        <source>By USB stick, without a network</source>
        <translation>Gói đồng bộ qua USB, khi không có mạng</translation>
    </message>
    <message>
        <source>A stick from the office brings papers, the vote record and the answers to your votes. It only adds to what is here; papers for a committee only do not travel this way. What you put on a stick is sealed: only the office can read it.</source>
        <translation>USB của Văn phòng mang đến tài liệu, sổ biểu quyết và trả lời cho phiếu của đại biểu; USB chỉ bổ sung, không thay thế dữ liệu trên máy. Tài liệu riêng của các Ban không chuyển bằng USB. Những gì đại biểu xuất ra USB được niêm phong: chỉ Văn phòng HĐND đọc được.</translation>
    </message>
    <message>
        <source>Take in from a stick...</source>
        <translation>Nhập từ USB...</translation>
    </message>
    <message>
        <source>Put votes and notes on a stick...</source>
        <translation>Xuất phiếu và ghi chú ra USB...</translation>
    </message>
    <message>
        <source>The stick from the office</source>
        <translation>USB của Văn phòng HĐND</translation>
    </message>
    <message>
        <source>The stick for the office</source>
        <translation>USB để giao cho Văn phòng HĐND</translation>
    </message>
    <message>
        <source>Reading the stick. Leave it in...</source>
        <translation>Đang đọc USB. Xin đừng rút USB...</translation>
    </message>
    <message>
        <source>Writing to the stick. Leave it in...</source>
        <translation>Đang ghi vào USB. Xin đừng rút USB...</translation>
    </message>
    <message>
        <source>Taken in from the stick. You may pull it out.</source>
        <translation>Đã nhập xong từ USB. Có thể rút USB.</translation>
    </message>
    <message>
        <source>Nothing new: this machine already had all of it.</source>
        <translation>Không có gì mới: máy này đã có đủ những gì trên USB.</translation>
    </message>
    <message numerus="yes">
        <source>%n vote(s) answered</source>
        <translation>
            <numerusform>%n phiếu đã có trả lời của Hội đồng</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) kept by the council</source>
        <translation>
            <numerusform>%n ghi chú đã được lưu ở máy chủ Hội đồng</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paper(s) complete</source>
        <translation>
            <numerusform>%n tài liệu đã nhận đủ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new entry(ies) of the vote record</source>
        <translation>
            <numerusform>%n mục mới trong sổ biểu quyết</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) to sessions and papers</source>
        <translation>
            <numerusform>%n thay đổi về kỳ họp và tài liệu</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n vote(s) of yours NOT YET RECORDED: put them on a stick and hand it to the office.</source>
        <translation>
            <numerusform>%n phiếu của đại biểu CHƯA ĐƯỢC GHI NHẬN: hãy xuất ra USB và giao cho Văn phòng HĐND.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paper(s) are not on this stick; they come with the next one or over the network.</source>
        <translation>
            <numerusform>%n tài liệu không có trên USB này; sẽ nhận từ USB lần sau hoặc khi có mạng.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing waits to be sent; the stick says so to the office.</source>
        <translation>Không có gì chờ gửi; USB đã ghi như vậy cho Văn phòng.</translation>
    </message>
    <message numerus="yes">
        <source>%n vote(s)</source>
        <translation>
            <numerusform>%n phiếu</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s), readable only by you</source>
        <translation>
            <numerusform>%n ghi chú, chỉ đại biểu đọc được</numerusform>
        </translation>
    </message>
    <message>
        <source>On the stick now. You may pull it out.</source>
        <translation>Đã ghi vào USB. Có thể rút USB.</translation>
    </message>
    <message>
        <source>NOT YET RECORDED. Hand the stick to the office; take the same stick in afterwards to get the council&apos;s answers.</source>
        <translation>CHƯA ĐƯỢC GHI NHẬN. Hãy giao USB cho Văn phòng HĐND; sau đó nhập lại chính USB này để nhận trả lời của Hội đồng.</translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) did not fit and wait for the next time.</source>
        <translation>
            <numerusform>%n ghi chú chưa ghi được vào USB lần này, để lần sau.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Passphrase</name>
    <message>
        <source>Show</source>
        <translation>Hiện</translation>
    </message>
    <message>
        <source>Show the passphrase</source>
        <translation>Hiện mật khẩu</translation>
    </message>
    <message>
        <source>Caps Lock seems to be on.</source>
        <translation>Có vẻ phím viết hoa (Caps Lock) đang bật.</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ẩn</translation>
    </message>
</context>
<context>
    <name>PassphraseForm</name>
    <message>
        <source>The passphrase until now</source>
        <translation>Mật khẩu hiện tại</translation>
    </message>
    <message>
        <source>Change the passphrase</source>
        <translation>Đổi mật khẩu</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Thôi</translation>
    </message>
</context>
<context>
    <name>PollPage</name>
    <message>
        <source>All polls</source>
        <translation>Tất cả lượt biểu quyết</translation>
    </message>
    <message>
        <source>Opening the poll...</source>
        <translation>Đang mở lượt biểu quyết...</translation>
    </message>
    <message>
        <source>This poll cannot be shown</source>
        <translation>Không hiển thị được lượt biểu quyết này</translation>
    </message>
    <message>
        <source>This poll is void: %1</source>
        <translation>Lượt biểu quyết này đã hủy: %1</translation>
    </message>
    <message>
        <source>The exact text that is voted on</source>
        <translation>Đúng văn bản được biểu quyết</translation>
    </message>
    <message>
        <source>Fingerprint of the text (SHA-256): %1 ...</source>
        <translation>Dấu vân tay của văn bản (SHA-256): %1 ...</translation>
    </message>
    <message>
        <source>A newer version of this text was published after the poll was defined. The vote is about the version named here.</source>
        <translation>Đã có phiên bản mới hơn của văn bản này. Lượt biểu quyết này là về đúng phiên bản ghi ở đây.</translation>
    </message>
    <message>
        <source>Read this text</source>
        <translation>Đọc văn bản này</translation>
    </message>
    <message>
        <source>What changed since this version</source>
        <translation>Xem thay đổi so với bản mới nhất</translation>
    </message>
    <message>
        <source>Passed by %3/%4 of the votes counted.</source>
        <translation>Thông qua khi đạt %3/%4 tổng số phiếu được tính.</translation>
    </message>
    <message>
        <source>Passed when more than half of all delegates approve: at least %1 of %2.</source>
        <translation>Thông qua khi quá nửa tổng số đại biểu tán thành: ít nhất %1/%2.</translation>
    </message>
    <message>
        <source>Passed when at least %3/%4 of all delegates approve: at least %1 of %2.</source>
        <translation>Thông qua khi ít nhất %3/%4 tổng số đại biểu tán thành: ít nhất %1/%2.</translation>
    </message>
    <message numerus="yes">
        <source>Last call: about %n second(s) left</source>
        <translation>
            <numerusform>Còn khoảng %n giây</numerusform>
        </translation>
    </message>
    <message>
        <source>Last call: the poll may close at any moment</source>
        <translation>Chủ tọa có thể đóng lượt biểu quyết bất cứ lúc nào</translation>
    </message>
</context>
<context>
    <name>PollResult</name>
    <message>
        <source>Passed</source>
        <translation>Thông qua</translation>
    </message>
    <message>
        <source>Not passed</source>
        <translation>Không thông qua</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Kết quả</translation>
    </message>
    <message>
        <source>The chair&apos;s signed result equals the count that this machine made from the signed votes.</source>
        <translation>Kết quả do chủ tọa ký trùng với kết quả máy này kiểm lại từ các phiếu đã ký.</translation>
    </message>
    <message>
        <source>Counted by this machine from the signed votes. The chair has not announced the result yet.</source>
        <translation>Máy này đã kiểm từ các phiếu đã ký. Chủ tọa chưa công bố kết quả.</translation>
    </message>
    <message>
        <source>%1: late - not counted (%2, entry %3)</source>
        <translation>%1: Đến muộn - không được tính (%2, mục số %3)</translation>
    </message>
    <message>
        <source>Roll call</source>
        <translation>Danh sách biểu quyết</translation>
    </message>
    <message>
        <source>%1/%2 approve, %3 % of all delegates</source>
        <translation>%1/%2 tán thành, đạt %3 % tổng số đại biểu</translation>
    </message>
    <message>
        <source>%1/%2 approve, %3 % of the votes</source>
        <translation>%1/%2 tán thành, đạt %3 % tổng số phiếu</translation>
    </message>
    <message>
        <source>%1/%2 delegates present</source>
        <translation>%1/%2 đại biểu có mặt</translation>
    </message>
    <message>
        <source>Delegate</source>
        <translation>Đại biểu</translation>
    </message>
    <message>
        <source>Choice</source>
        <translation>Lựa chọn</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>Chú thích</translation>
    </message>
    <message>
        <source>Hand vote</source>
        <translation>Biểu quyết giơ tay</translation>
    </message>
    <message>
        <source>Not in the attendance list</source>
        <translation>Không có trong danh sách điểm danh</translation>
    </message>
</context>
<context>
    <name>PracticeCard</name>
    <message>
        <source>Practice council</source>
        <translation>Hội đồng thực hành</translation>
    </message>
    <message>
        <source>Looking at the day&apos;s programme...</source>
        <translation>Đang xem diễn biến của phiên họp...</translation>
    </message>
    <message>
        <source>Play the next act</source>
        <translation>Diễn tiếp bước sau</translation>
    </message>
    <message>
        <source>The practice day is over. Everything stays here to look at.</source>
        <translation>Buổi thực hành đã kết thúc. Mọi dữ liệu vẫn còn để xem lại.</translation>
    </message>
    <message>
        <source>Next: %1</source>
        <translation>Tiếp theo: %1</translation>
    </message>
    <message>
        <source>The council is at work...</source>
        <translation>Hội đồng đang làm việc...</translation>
    </message>
</context>
<context>
    <name>PrintChoices</name>
    <message>
        <source>What to print</source>
        <translation>Nội dung in</translation>
    </message>
    <message>
        <source>This page (%1)</source>
        <translation>Trang này (%1)</translation>
    </message>
    <message>
        <source>Some pages</source>
        <translation>Một số trang</translation>
    </message>
    <message>
        <source>The whole paper (%1 pages)</source>
        <translation>Cả tài liệu (%1 trang)</translation>
    </message>
    <message>
        <source>Papers of this agenda item</source>
        <translation>Tài liệu của mục này</translation>
    </message>
    <message>
        <source>Pages to print</source>
        <translation>Các trang cần in</translation>
    </message>
    <message>
        <source>for example 1-3, 5</source>
        <translation>ví dụ 1-3, 5</translation>
    </message>
    <message>
        <source>Write pages from 1 to %1, for example 1-3, 5.</source>
        <translation>Hãy ghi các trang từ 1 đến %1, ví dụ 1-3, 5.</translation>
    </message>
    <message>
        <source>With my notes</source>
        <translation>Kèm ghi chú của tôi</translation>
    </message>
</context>
<context>
    <name>PrintView</name>
    <message>
        <source>Print speaking notes</source>
        <translation>In ghi chú phát biểu</translation>
    </message>
    <message>
        <source>Previous sheet</source>
        <translation>Tờ trước</translation>
    </message>
    <message>
        <source>Next sheet</source>
        <translation>Tờ sau</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Đóng</translation>
    </message>
    <message>
        <source>Save as PDF...</source>
        <translation>Lưu thành PDF...</translation>
    </message>
    <message>
        <source>Print...</source>
        <translation>In...</translation>
    </message>
    <message>
        <source>No printer is set up on this machine; save a PDF instead.</source>
        <translation>Máy này chưa cài máy in; hãy lưu thành PDF.</translation>
    </message>
    <message>
        <source>Sheet %1 of %2</source>
        <translation>Tờ %1 / %2</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>Lưu thành PDF</translation>
    </message>
    <message>
        <source>Printing sheet %1 of %2...</source>
        <translation>Đang in tờ %1 / %2...</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>Đã gửi tới máy in.</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Đã lưu: %1</translation>
    </message>
    <message>
        <source>The printer or file cannot be written to. Choose another and try again.</source>
        <translation>Không ghi được vào máy in hoặc tệp đã chọn. Hãy chọn nơi khác rồi thử lại.</translation>
    </message>
</context>
<context>
    <name>ProgrammeView</name>
    <message>
        <source>Session</source>
        <translation>Kỳ họp</translation>
    </message>
    <message>
        <source>Papers of the session</source>
        <translation>Tài liệu kỳ họp</translation>
    </message>
    <message>
        <source>Opening the programme...</source>
        <translation>Đang mở chương trình...</translation>
    </message>
    <message>
        <source>The programme cannot be shown</source>
        <translation>Không hiển thị được chương trình</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Thử lại</translation>
    </message>
    <message>
        <source>No session yet</source>
        <translation>Chưa có kỳ họp</translation>
    </message>
    <message>
        <source>No session has arrived on this machine. What is still to come, and why it waits, stands on the page of the exchange with the council (Details, below).</source>
        <translation>Trên máy này chưa có kỳ họp nào. Tài liệu nào còn chờ và vì sao: xem trang Đồng bộ với Hội đồng (bấm Chi tiết ở cuối màn hình).</translation>
    </message>
    <message>
        <source>Papers of the session itself</source>
        <translation>Tài liệu chung của kỳ họp</translation>
    </message>
    <message>
        <source>Presented by: %1</source>
        <translation>Người trình: %1</translation>
    </message>
    <message>
        <source>Under consideration</source>
        <translation>Đang xem xét</translation>
    </message>
</context>
<context>
    <name>ProofCard</name>
    <message>
        <source>Receipt</source>
        <translation>Giấy biên nhận</translation>
    </message>
    <message>
        <source>Entry in the vote record</source>
        <translation>Mục số trong sổ biểu quyết</translation>
    </message>
    <message>
        <source>Size of the record when it was signed</source>
        <translation>Số mục của sổ khi ký biên nhận</translation>
    </message>
    <message>
        <source>Recorded at (the council&apos;s time)</source>
        <translation>Ghi nhận lúc (giờ của hội đồng)</translation>
    </message>
    <message>
        <source>Fingerprint of your vote</source>
        <translation>Dấu vân tay của phiếu</translation>
    </message>
    <message>
        <source>Prove it</source>
        <translation>Chứng minh</translation>
    </message>
    <message>
        <source>Save the proof as files...</source>
        <translation>Lưu hồ sơ chứng minh...</translation>
    </message>
    <message>
        <source>Save the receipt alone...</source>
        <translation>Chỉ lưu biên nhận...</translation>
    </message>
    <message>
        <source>Vote record</source>
        <translation>Sổ biểu quyết</translation>
    </message>
    <message>
        <source>Root of the record</source>
        <translation>Gốc của sổ</translation>
    </message>
    <message>
        <source>Head signed at</source>
        <translation>Đầu sổ được ký lúc</translation>
    </message>
    <message>
        <source>The receipt is valid. The record on this machine does not reach that far yet; prove it again after the next contact.</source>
        <translation>Biên nhận hợp lệ. Sổ trên máy này chưa đến mục đó; hãy chứng minh lại sau lần liên lạc tới.</translation>
    </message>
    <message>
        <source>The record on this machine holds something else at this entry. Save the proof and tell the chair.</source>
        <translation>Ở mục này, sổ trên máy ghi nội dung khác. Hãy lưu hồ sơ chứng minh và báo chủ tọa.</translation>
    </message>
    <message>
        <source>Proven: this vote stands in the vote record.</source>
        <translation>Đã chứng minh: phiếu này nằm trong sổ biểu quyết.</translation>
    </message>
    <message>
        <source>The signature on the vote is yours and covers exactly this vote.</source>
        <translation>Chữ ký trên phiếu là của đại biểu và ký đúng nội dung phiếu này.</translation>
    </message>
    <message>
        <source>The council signed a record of %1 entries in which entry %2 is this vote; the path to the root is correct.</source>
        <translation>Hội đồng đã ký sổ gồm %1 mục, trong đó mục số %2 là phiếu này; đường dẫn đến gốc của sổ đúng.</translation>
    </message>
    <message>
        <source>This machine holds %1 entries of the record; the first %2 have that same root.</source>
        <translation>Máy này giữ %1 mục của sổ; %2 mục đầu có đúng gốc đó.</translation>
    </message>
    <message>
        <source>What the record made of it: %1.</source>
        <translation>Sổ ghi nhận phiếu này: %1.</translation>
    </message>
    <message>
        <source>Received at %1 by the council&apos;s clock. That time is the council&apos;s word; the order of the entries is proven.</source>
        <translation>Nhận lúc %1 theo đồng hồ của hội đồng. Giờ này là lời của hội đồng; thứ tự các mục thì được chứng minh.</translation>
    </message>
    <message>
        <source>Where to save the folder of the proof</source>
        <translation>Chọn nơi lưu thư mục chứng minh</translation>
    </message>
    <message>
        <source>Save the receipt</source>
        <translation>Lưu biên nhận</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Đã lưu: %1</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Lock</source>
        <translation>Khóa</translation>
    </message>
</context>
<context>
    <name>ReaderBar</name>
    <message>
        <source>Back (Alt+Left)</source>
        <translation>Quay lại (Alt+Trái)</translation>
    </message>
    <message>
        <source>Version of the paper</source>
        <translation>Phiên bản tài liệu</translation>
    </message>
    <message>
        <source>What changed since the version before</source>
        <translation>Thay đổi so với bản trước</translation>
    </message>
    <message>
        <source>Find (Ctrl+F)</source>
        <translation>Tìm (Ctrl+F)</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Tìm</translation>
    </message>
    <message>
        <source>Notes beside the paper (F9)</source>
        <translation>Ghi chú bên tài liệu (F9)</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Ghi chú</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Trang</translation>
    </message>
    <message>
        <source>Smaller (Ctrl+-)</source>
        <translation>Thu nhỏ (Ctrl+-)</translation>
    </message>
    <message>
        <source>Larger (Ctrl++)</source>
        <translation>Phóng to (Ctrl++)</translation>
    </message>
    <message>
        <source>Version %1, %2</source>
        <translation>Phiên bản %1, %2</translation>
    </message>
    <message>
        <source>Pages and contents beside the paper (F4)</source>
        <translation>Trang và mục lục bên cạnh tài liệu (F4)</translation>
    </message>
    <message>
        <source>Arrangement, paper colour and more</source>
        <translation>Cách bày trang, màu giấy và các chức năng khác</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Xem</translation>
    </message>
    <message>
        <source>Previous page (Ctrl+Page Up)</source>
        <translation>Trang trước (Ctrl+Page Up)</translation>
    </message>
    <message>
        <source>Next page (Ctrl+Page Down)</source>
        <translation>Trang sau (Ctrl+Page Down)</translation>
    </message>
</context>
<context>
    <name>ReaderCommands</name>
    <message>
        <source>Pages one below the other</source>
        <translation>Trang nối tiếp nhau</translation>
    </message>
    <message>
        <source>One page at a time</source>
        <translation>Từng trang một</translation>
    </message>
    <message>
        <source>Two pages side by side</source>
        <translation>Hai trang cạnh nhau</translation>
    </message>
    <message>
        <source>Arrangement of the pages</source>
        <translation>Cách bày trang</translation>
    </message>
    <message>
        <source>White paper</source>
        <translation>Giấy trắng</translation>
    </message>
    <message>
        <source>Sepia paper</source>
        <translation>Giấy ngà</translation>
    </message>
    <message>
        <source>Night: light letters on dark paper</source>
        <translation>Ban đêm: chữ sáng trên nền tối</translation>
    </message>
    <message>
        <source>Paper colour</source>
        <translation>Màu giấy</translation>
    </message>
    <message>
        <source>Next paper colour</source>
        <translation>Đổi màu giấy</translation>
    </message>
    <message>
        <source>Fit the width</source>
        <translation>Vừa chiều ngang</translation>
    </message>
    <message>
        <source>Whole page</source>
        <translation>Vừa cả trang</translation>
    </message>
    <message>
        <source>Hide the margins</source>
        <translation>Ẩn lề giấy</translation>
    </message>
    <message>
        <source>Turn to the right</source>
        <translation>Xoay sang phải</translation>
    </message>
    <message>
        <source>Turn to the left</source>
        <translation>Xoay sang trái</translation>
    </message>
    <message>
        <source>Pages and contents beside the paper</source>
        <translation>Trang và mục lục bên cạnh tài liệu</translation>
    </message>
</context>
<context>
    <name>ReaderKeys</name>
    <message>
        <source>Find</source>
        <translation>Tìm</translation>
    </message>
    <message>
        <source>Next hit</source>
        <translation>Kết quả sau</translation>
    </message>
    <message>
        <source>Previous hit</source>
        <translation>Kết quả trước</translation>
    </message>
    <message>
        <source>Go to a page</source>
        <translation>Đến trang</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Phóng to</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Thu nhỏ</translation>
    </message>
    <message>
        <source>Notes beside the paper</source>
        <translation>Ghi chú bên tài liệu</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Quay lại</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Tiến tới</translation>
    </message>
    <message>
        <source>Close this paper</source>
        <translation>Đóng tài liệu này</translation>
    </message>
    <message>
        <source>Next open paper</source>
        <translation>Tài liệu đang mở kế tiếp</translation>
    </message>
    <message>
        <source>Previous open paper</source>
        <translation>Tài liệu đang mở trước đó</translation>
    </message>
    <message>
        <source>A second paper beside this one</source>
        <translation>Tài liệu thứ hai bên cạnh</translation>
    </message>
    <message>
        <source>Links on this page</source>
        <translation>Liên kết trên trang này</translation>
    </message>
    <message>
        <source>Copy with the source</source>
        <translation>Sao chép kèm nguồn trích</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Toàn màn hình</translation>
    </message>
    <message>
        <source>Read aloud</source>
        <translation>Đọc to</translation>
    </message>
    <message>
        <source>Read aloud (no voice here)</source>
        <translation>Đọc to (máy chưa có giọng đọc)</translation>
    </message>
    <message>
        <source>This machine has no voice. On Linux install espeak-ng to have one.</source>
        <translation>Máy này chưa có giọng đọc. Trên Linux hãy cài espeak-ng.</translation>
    </message>
</context>
<context>
    <name>ReaderMessage</name>
    <message>
        <source>Opening the paper...</source>
        <translation>Đang mở tài liệu...</translation>
    </message>
    <message>
        <source>%1 of %2 have arrived. The paper opens by itself as soon as its first page is here.</source>
        <translation>Đã về %1 trong tổng số %2. Tài liệu sẽ tự mở khi trang đầu về đến.</translation>
    </message>
    <message>
        <source>This paper is still arriving</source>
        <translation>Tài liệu đang được tải về</translation>
    </message>
    <message>
        <source>This paper cannot be shown</source>
        <translation>Không hiển thị được tài liệu này</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Quay lại</translation>
    </message>
    <message>
        <source>Password of the paper</source>
        <translation>Mật khẩu của tài liệu</translation>
    </message>
    <message>
        <source>Open the paper</source>
        <translation>Mở tài liệu</translation>
    </message>
    <message>
        <source>This paper has a password</source>
        <translation>Tài liệu này có mật khẩu</translation>
    </message>
    <message>
        <source>The password is not kept: it is asked for again after the desk was locked.</source>
        <translation>Mật khẩu không được lưu lại: sau khi khóa bàn làm việc sẽ hỏi lại.</translation>
    </message>
</context>
<context>
    <name>ReaderNotices</name>
    <message>
        <source>Open version %1</source>
        <translation>Mở phiên bản %1</translation>
    </message>
    <message>
        <source>This is not the newest version of the paper.</source>
        <translation>Đây không phải phiên bản mới nhất của tài liệu.</translation>
    </message>
    <message>
        <source>What changed</source>
        <translation>Nội dung thay đổi</translation>
    </message>
    <message>
        <source>A scan: its words were recognised by a machine (OCR) and may be wrong. The picture is what counts.</source>
        <translation>Bản quét: phần chữ do máy nhận dạng (OCR), có thể sai. Căn cứ vào hình ảnh trang giấy.</translation>
    </message>
    <message>
        <source>The council is voting on this very text.</source>
        <translation>Hội đồng đang biểu quyết đúng văn bản này.</translation>
    </message>
    <message>
        <source>The council is voting on another version of this paper.</source>
        <translation>Hội đồng đang biểu quyết phiên bản khác của tài liệu này.</translation>
    </message>
    <message>
        <source>Go to the vote</source>
        <translation>Đến phần biểu quyết</translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) of earlier versions</source>
        <translation>
            <numerusform>%n ghi chú của phiên bản trước</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need(s) a look.</source>
        <translation>
            <numerusform>%n ghi chú cần xem lại.</numerusform>
        </translation>
    </message>
    <message>
        <source>all found again in this text.</source>
        <translation>đều tìm thấy trong bản này.</translation>
    </message>
    <message>
        <source>Look at them</source>
        <translation>Xem từng ghi chú</translation>
    </message>
</context>
<context>
    <name>RecoveryCodeForm</name>
    <message>
        <source>A new code makes an older one worthless. Have a printer ready: the code is shown once.</source>
        <translation>Mã mới làm mã cũ hết giá trị. Hãy chuẩn bị máy in: mã chỉ hiện một lần.</translation>
    </message>
    <message>
        <source>Your passphrase</source>
        <translation>Mật khẩu của đại biểu</translation>
    </message>
    <message>
        <source>Make the code</source>
        <translation>Tạo mã</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Thôi</translation>
    </message>
    <message>
        <source>The sheet as it is printed</source>
        <translation>Tờ mã khôi phục như khi in ra</translation>
    </message>
    <message>
        <source>A PDF file holds the code in the clear: print it, then delete the file. Never send it.</source>
        <translation>Tệp PDF chứa mã đọc được ngay: in xong hãy xóa tệp, không gửi đi đâu.</translation>
    </message>
    <message>
        <source>Print...</source>
        <translation>In...</translation>
    </message>
    <message>
        <source>This machine knows no printer. Save a PDF and print it elsewhere.</source>
        <translation>Máy này chưa có máy in. Hãy lưu tệp PDF rồi in ở máy khác.</translation>
    </message>
    <message>
        <source>Save as PDF...</source>
        <translation>Lưu thành PDF...</translation>
    </message>
    <message>
        <source>I have the sheet: hide the code</source>
        <translation>Đã có tờ giấy: ẩn mã</translation>
    </message>
    <message>
        <source>Save the recovery sheet</source>
        <translation>Lưu tờ mã khôi phục</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Đã lưu: %1</translation>
    </message>
</context>
<context>
    <name>RecoveryForm</name>
    <message>
        <source>Type the code from the printed recovery sheet, and choose a new passphrase.</source>
        <translation>Nhập mã trên tờ mã khôi phục đã in và đặt mật khẩu mới.</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>Mã khôi phục</translation>
    </message>
    <message>
        <source>Open with the new passphrase</source>
        <translation>Mở với mật khẩu mới</translation>
    </message>
    <message>
        <source>Back to the passphrase</source>
        <translation>Quay lại nhập mật khẩu</translation>
    </message>
    <message>
        <source>Open with the recovery code</source>
        <translation>Mở bằng mã khôi phục</translation>
    </message>
    <message>
        <source>Please fill in this line.</source>
        <translation>Vui lòng điền dòng này.</translation>
    </message>
</context>
<context>
    <name>RecoverySheet</name>
    <message>
        <source>Recovery sheet</source>
        <translation>Tờ mã khôi phục</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Tạo lúc</translation>
    </message>
    <message>
        <source>Delegate</source>
        <translation>Đại biểu</translation>
    </message>
    <message>
        <source>Council</source>
        <translation>Hội đồng</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>Máy</translation>
    </message>
    <message>
        <source>This code opens the encrypted desk on this machine when the passphrase is forgotten.</source>
        <translation>Mã này mở dữ liệu đã mã hóa trên máy khi đại biểu quên mật khẩu.</translation>
    </message>
    <message>
        <source>Keep this sheet locked away, apart from the machine.</source>
        <translation>Cất tờ này ở nơi có khóa, không để cùng máy.</translation>
    </message>
    <message>
        <source>Who holds the machine and this sheet can read and vote as you. Never photograph it or send it.</source>
        <translation>Người có cả máy và tờ này có thể đọc tài liệu và biểu quyết thay đại biểu. Không chụp ảnh, không gửi đi.</translation>
    </message>
    <message>
        <source>On the lock screen choose the recovery code, type it, and choose a new passphrase.</source>
        <translation>Ở màn hình khóa, chọn mở bằng mã khôi phục, nhập mã và đặt mật khẩu mới.</translation>
    </message>
    <message>
        <source>A newer sheet replaces this one: then destroy it.</source>
        <translation>Tờ mới thay tờ này: khi đó hãy hủy tờ này.</translation>
    </message>
</context>
<context>
    <name>RoomCard</name>
    <message>
        <source>Room on the disk</source>
        <translation>Dung lượng ổ đĩa</translation>
    </message>
    <message>
        <source>Remove old papers from this machine</source>
        <translation>Dọn tài liệu cũ trên máy này</translation>
    </message>
    <message>
        <source>Only downloaded files of sessions that are over go. Notes, votes and whatever is not sent stay, and a file comes again when you open it.</source>
        <translation>Chỉ dọn tệp đã tải của các kỳ họp đã kết thúc. Ghi chú, phiếu biểu quyết và những gì chưa gửi được giữ nguyên; mở lại tài liệu nào thì tài liệu ấy được tải về.</translation>
    </message>
    <message>
        <source>Papers may still take %1 on this disk.</source>
        <translation>Ổ đĩa còn chỗ cho %1 tài liệu.</translation>
    </message>
    <message>
        <source>Files of sessions that are over: %1 (%2).</source>
        <translation>Các kỳ họp đã kết thúc đang giữ %1 tệp (%2).</translation>
    </message>
    <message>
        <source>There is nothing of sessions that are over.</source>
        <translation>Không có tệp nào của các kỳ họp đã kết thúc.</translation>
    </message>
    <message>
        <source>%1 removed.</source>
        <translation>Đã dọn %1.</translation>
    </message>
</context>
<context>
    <name>Rows</name>
    <message>
        <source>no number yet</source>
        <translation>chưa có số</translation>
    </message>
    <message>
        <source>Sent after the deadline</source>
        <translation>Gửi sau hạn</translation>
    </message>
    <message>
        <source>Contains secret content - see the paper copy</source>
        <translation>Nội dung có tài liệu mật - xem bản giấy</translation>
    </message>
    <message>
        <source>1 page</source>
        <translation>1 trang</translation>
    </message>
    <message>
        <source>%1 pages</source>
        <translation>%1 trang</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>Phiên bản %1</translation>
    </message>
    <message>
        <source>New version</source>
        <translation>Bản mới</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Mới</translation>
    </message>
    <message>
        <source>Scan (OCR)</source>
        <translation>Bản quét (OCR)</translation>
    </message>
    <message>
        <source>Arriving %1 %</source>
        <translation>Đang về %1 %</translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation>Chưa kiểm tra</translation>
    </message>
    <message>
        <source>Page %1</source>
        <translation>Trang %1</translation>
    </message>
    <message>
        <source>Not sent yet</source>
        <translation>Chưa gửi</translation>
    </message>
    <message>
        <source>Older text kept</source>
        <translation>Có bản cũ</translation>
    </message>
    <message>
        <source>Result: passed</source>
        <translation>Kết quả: Thông qua</translation>
    </message>
    <message>
        <source>Result: not passed</source>
        <translation>Kết quả: Không thông qua</translation>
    </message>
    <message>
        <source>Waits for your vote</source>
        <translation>Chờ đại biểu biểu quyết</translation>
    </message>
    <message>
        <source>Your vote: %1</source>
        <translation>Phiếu: %1</translation>
    </message>
    <message>
        <source>%1 pen strokes</source>
        <translation>%1 nét bút</translation>
    </message>
    <message>
        <source>Ask in the sitting</source>
        <translation>Hỏi tại phiên họp</translation>
    </message>
    <message>
        <source>Only for: %1</source>
        <translation>Chỉ dành cho: %1</translation>
    </message>
</context>
<context>
    <name>SearchFilters</name>
    <message>
        <source>Session</source>
        <translation>Kỳ họp</translation>
    </message>
    <message>
        <source>Agenda item</source>
        <translation>Mục trong chương trình</translation>
    </message>
    <message>
        <source>Type of paper</source>
        <translation>Loại tài liệu</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>Năm</translation>
    </message>
    <message>
        <source>Only my notes</source>
        <translation>Chỉ ghi chú của tôi</translation>
    </message>
    <message>
        <source>Search everything</source>
        <translation>Tìm trong tất cả</translation>
    </message>
    <message>
        <source>All sessions</source>
        <translation>Mọi kỳ họp</translation>
    </message>
    <message>
        <source>All items</source>
        <translation>Mọi nội dung</translation>
    </message>
    <message>
        <source>All papers</source>
        <translation>Mọi loại tài liệu</translation>
    </message>
    <message>
        <source>All years</source>
        <translation>Mọi năm</translation>
    </message>
</context>
<context>
    <name>SearchView</name>
    <message>
        <source>Search</source>
        <translation>Tìm kiếm</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Kết quả tìm kiếm</translation>
    </message>
    <message>
        <source>Words, a paper&apos;s number, or &quot;words that stand together&quot;</source>
        <translation>Nhập từ cần tìm, số văn bản, hoặc &quot;cụm từ đứng liền nhau&quot;</translation>
    </message>
    <message>
        <source>Search papers, programme and notes</source>
        <translation>Tìm trong tài liệu, chương trình và ghi chú</translation>
    </message>
    <message>
        <source>The search did not work</source>
        <translation>Không tìm được</translation>
    </message>
    <message>
        <source>No page holds all these words. These pages hold most of them:</source>
        <translation>Không có trang nào chứa đủ các từ này. Những trang sau chứa nhiều từ nhất:</translation>
    </message>
    <message>
        <source>Found: %1</source>
        <translation>Tìm thấy: %1</translation>
    </message>
    <message>
        <source>%1 pages hold the words.</source>
        <translation>%1 trang có các từ này.</translation>
    </message>
    <message>
        <source>More than %1 pages hold the words; the newest sessions come first.</source>
        <translation>Hơn %1 trang có các từ này; kỳ họp mới nhất xếp trước.</translation>
    </message>
    <message>
        <source>Page %1</source>
        <translation>Trang %1</translation>
    </message>
    <message>
        <source>Read from a scan by OCR</source>
        <translation>Chữ nhận dạng từ bản quét (OCR)</translation>
    </message>
    <message>
        <source>Agenda item</source>
        <translation>Mục trong chương trình</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Kỳ họp</translation>
    </message>
    <message>
        <source>Your note, page %1</source>
        <translation>Ghi chú của tôi, trang %1</translation>
    </message>
    <message>
        <source>%1 more pages of this paper hold the words</source>
        <translation>Còn %1 trang khác của tài liệu này có các từ đó</translation>
    </message>
    <message>
        <source>This paper is still arriving</source>
        <translation>Tài liệu đang được tải về</translation>
    </message>
    <message>
        <source>What you can type</source>
        <translation>Cách nhập từ cần tìm</translation>
    </message>
    <message>
        <source>Words, with or without diacritics and in any order</source>
        <translation>Các từ, có dấu hoặc không dấu, theo thứ tự bất kỳ</translation>
    </message>
    <message>
        <source>Words that stand together exactly so</source>
        <translation>Cụm từ đứng liền nhau đúng như vậy</translation>
    </message>
    <message>
        <source>Without pages that hold the word after the minus</source>
        <translation>Bỏ các trang có từ đứng sau dấu trừ</translation>
    </message>
    <message>
        <source>The number of a paper</source>
        <translation>Số, ký hiệu văn bản</translation>
    </message>
    <message>
        <source>Papers, programme and your notes are searched on this machine, also without a network.</source>
        <translation>Tìm trong tài liệu, chương trình kỳ họp và ghi chú ngay trên máy này, cả khi không có mạng.</translation>
    </message>
    <message>
        <source>Try fewer words, or only the beginning of the last one.</source>
        <translation>Hãy thử ít từ hơn, hoặc chỉ nhập phần đầu của từ cuối.</translation>
    </message>
    <message>
        <source>The search is narrowed: press “Search everything” above.</source>
        <translation>Đang giới hạn phạm vi tìm: bấm “Tìm trong tất cả” ở trên.</translation>
    </message>
    <message>
        <source>Nothing was found</source>
        <translation>Không tìm thấy</translation>
    </message>
    <message>
        <source>Making the index: %1 of %2 papers. Later papers may be missing from the results.</source>
        <translation>Đang lập chỉ mục: %1/%2 tài liệu. Kết quả có thể chưa đầy đủ.</translation>
    </message>
    <message>
        <source>%1 papers cannot be searched inside (scans, or files that cannot be read): only their titles are found.</source>
        <translation>%1 tài liệu không tìm được nội dung (bản quét hoặc tệp không đọc được): chỉ tìm được theo tên.</translation>
    </message>
    <message>
        <source>Not all pages were looked at yet: type on, or close the quotes.</source>
        <translation>Chưa xem hết các trang: hãy nhập tiếp, hoặc đóng dấu ngoặc kép.</translation>
    </message>
    <message>
        <source>Nothing was found so far</source>
        <translation>Chưa tìm thấy</translation>
    </message>
</context>
<context>
    <name>SecondPaper</name>
    <message>
        <source>Pages of the second paper</source>
        <translation>Trang của tài liệu thứ hai</translation>
    </message>
    <message>
        <source>The second paper</source>
        <translation>Tài liệu thứ hai</translation>
    </message>
    <message>
        <source>Scroll together</source>
        <translation>Cuộn cùng nhau</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Đóng</translation>
    </message>
    <message>
        <source>Version %1, %2: %3</source>
        <translation>Phiên bản %1, %2: %3</translation>
    </message>
</context>
<context>
    <name>SecurityCard</name>
    <message>
        <source>Passphrase and recovery code</source>
        <translation>Mật khẩu và mã khôi phục</translation>
    </message>
    <message>
        <source>Change the passphrase...</source>
        <translation>Đổi mật khẩu...</translation>
    </message>
    <message>
        <source>Make and print a recovery code...</source>
        <translation>Tạo và in mã khôi phục...</translation>
    </message>
    <message>
        <source>This machine offers no keychain: the passphrase alone guards the desk. Choose a long one.</source>
        <translation>Máy này không có kho khóa của hệ điều hành: chỉ mật khẩu bảo vệ dữ liệu. Nên chọn mật khẩu dài.</translation>
    </message>
    <message>
        <source>The passphrase works together with a secret in this machine&apos;s keychain (%1): a copied disk alone cannot be guessed open.</source>
        <translation>Mật khẩu dùng cùng một bí mật trong kho khóa của máy (%1): chỉ chép ổ đĩa thì không dò được mật khẩu.</translation>
    </message>
    <message>
        <source>A recovery code was made.</source>
        <translation>Đã tạo mã khôi phục.</translation>
    </message>
    <message>
        <source>There is no recovery code yet: if the passphrase is forgotten, nobody can open this desk again.</source>
        <translation>Chưa có mã khôi phục: nếu quên mật khẩu thì không ai mở lại được dữ liệu trên máy này.</translation>
    </message>
    <message>
        <source>The passphrase was changed; only the new one opens the desk.</source>
        <translation>Đã đổi mật khẩu; từ nay chỉ mật khẩu mới mở được.</translation>
    </message>
</context>
<context>
    <name>SessionBook</name>
    <message>
        <source>There is no page %1 here, and none in the book of the session.</source>
        <translation>Không có trang %1 trong tài liệu này và trong bộ tài liệu của kỳ họp.</translation>
    </message>
    <message>
        <source>The paper ends here. Press once more to read on: %1</source>
        <translation>Hết tài liệu. Bấm lần nữa để đọc tiếp: %1</translation>
    </message>
    <message>
        <source>The paper begins here. Press once more to go back to: %1</source>
        <translation>Đầu tài liệu. Bấm lần nữa để trở lại: %1</translation>
    </message>
</context>
<context>
    <name>Sessions</name>
    <message>
        <source>an invented date, for practice</source>
        <translation>ngày giả định, để thực hành</translation>
    </message>
    <message>
        <source>is over</source>
        <translation>đã kết thúc</translation>
    </message>
    <message>
        <source>is being held</source>
        <translation>đang họp</translation>
    </message>
    <message>
        <source>today</source>
        <translation>hôm nay</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>ngày mai</translation>
    </message>
    <message>
        <source>in %1 days</source>
        <translation>còn %1 ngày</translation>
    </message>
    <message>
        <source>Papers due by %1</source>
        <translation>Hạn gửi tài liệu: %1</translation>
    </message>
</context>
<context>
    <name>SettingsView</name>
    <message>
        <source>Settings</source>
        <translation>Cài đặt</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Ngôn ngữ</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Màu sắc</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Sáng</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Tối</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Tăng tương phản</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>Máy này</translation>
    </message>
    <message>
        <source>Text size: %1 %</source>
        <translation>Cỡ chữ: %1 %</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Chữ nhỏ hơn</translation>
    </message>
    <message>
        <source>Normal text</source>
        <translation>Chữ bình thường</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Chữ lớn hơn</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Khóa</translation>
    </message>
    <message>
        <source>Locking closes the encrypted desk. Votes and notes that wait to be sent stay and are sent after unlocking.</source>
        <translation>Khóa sẽ đóng kho tài liệu mã hóa. Phiếu và ghi chú chưa gửi vẫn được giữ và sẽ gửi sau khi mở khóa.</translation>
    </message>
    <message>
        <source>Lock now (Ctrl+L)</source>
        <translation>Khóa ngay (Ctrl+L)</translation>
    </message>
    <message>
        <source>Lock by itself when nobody touches it</source>
        <translation>Tự khóa khi không có ai dùng</translation>
    </message>
    <message>
        <source>It also locks when the machine wakes from sleep. The system&apos;s own lock screen is not reported to this program: lock here first, or let these minutes pass.</source>
        <translation>Máy ngủ rồi thức dậy thì cũng tự khóa. Màn hình khóa của hệ điều hành không báo cho chương trình này: hãy khóa ở đây trước, hoặc chờ hết số phút trên.</translation>
    </message>
    <message>
        <source>after %1 minutes</source>
        <translation>sau %1 phút</translation>
    </message>
    <message>
        <source>never</source>
        <translation>không tự khóa</translation>
    </message>
    <message>
        <source>This machine belongs to no council yet.</source>
        <translation>Máy này chưa được ghi danh.</translation>
    </message>
    <message>
        <source>Delegate</source>
        <translation>Đại biểu</translation>
    </message>
    <message>
        <source>Council</source>
        <translation>Hội đồng</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>Máy</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Máy chủ</translation>
    </message>
    <message>
        <source>Registered</source>
        <translation>Ghi danh lúc</translation>
    </message>
    <message>
        <source>Fingerprint of the council</source>
        <translation>Dấu vân tay của Hội đồng</translation>
    </message>
    <message>
        <source>Your papers, notes and votes are encrypted on this machine. Every vote is signed here and can be checked by anyone. The program reports to nobody how you use it.</source>
        <translation>Tài liệu, ghi chú và phiếu được mã hóa trên máy này. Mỗi phiếu được ký tại đây và ai cũng kiểm tra được. Chương trình không báo cho ai về việc sử dụng của đại biểu.</translation>
    </message>
    <message>
        <source>Exchange with the council</source>
        <translation>Đồng bộ với Hội đồng</translation>
    </message>
    <message>
        <source>What is not sent yet, papers still to come, the budget of a network paid by volume, room on the disk.</source>
        <translation>Phiếu và ghi chú chưa gửi, tài liệu còn chờ tải, hạn mức của mạng tính theo dung lượng, dung lượng ổ đĩa.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Mở</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keyboard</source>
        <translation>Phím tắt</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Mọi nơi</translation>
    </message>
    <message>
        <source>Home, programme, voting, notes, settings</source>
        <translation>Trang chủ, kỳ họp, biểu quyết, ghi chú, cài đặt</translation>
    </message>
    <message>
        <source>Lock the desk</source>
        <translation>Khóa bàn làm việc</translation>
    </message>
    <message>
        <source>To the next or previous control</source>
        <translation>Sang mục sau hoặc mục trước</translation>
    </message>
    <message>
        <source>This sheet</source>
        <translation>Bảng này</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>Danh sách</translation>
    </message>
    <message>
        <source>Move, open</source>
        <translation>Di chuyển, mở</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Đọc tài liệu</translation>
    </message>
    <message>
        <source>Scroll by a screen</source>
        <translation>Cuộn một màn hình</translation>
    </message>
    <message>
        <source>Previous, next page</source>
        <translation>Trang trước, trang sau</translation>
    </message>
    <message>
        <source>Go to a page</source>
        <translation>Đến trang</translation>
    </message>
    <message>
        <source>Find, next hit, previous hit</source>
        <translation>Tìm, kết quả sau, kết quả trước</translation>
    </message>
    <message>
        <source>Select letters and lines, words</source>
        <translation>Chọn chữ và dòng, chọn từ</translation>
    </message>
    <message>
        <source>Back, forward, across papers</source>
        <translation>Quay lại, tiến tới (qua các tài liệu)</translation>
    </message>
    <message>
        <source>Next, previous open paper</source>
        <translation>Tài liệu đang mở kế tiếp, trước đó</translation>
    </message>
    <message>
        <source>Close this paper</source>
        <translation>Đóng tài liệu này</translation>
    </message>
    <message>
        <source>Write a note on the selected words, or on the page</source>
        <translation>Viết ghi chú cho chữ đã chọn, hoặc cho trang đang xem</translation>
    </message>
    <message>
        <source>Copy the selected words</source>
        <translation>Sao chép phần đã chọn</translation>
    </message>
    <message>
        <source>Notes beside the paper</source>
        <translation>Ghi chú bên tài liệu</translation>
    </message>
    <message>
        <source>Marking and drawing</source>
        <translation>Đánh dấu và vẽ</translation>
    </message>
    <message>
        <source>Highlight the selected words, in the colour of that key</source>
        <translation>Tô sáng đoạn chữ đã chọn, theo màu của phím số</translation>
    </message>
    <message>
        <source>Underline, strike out the selected words</source>
        <translation>Gạch chân, gạch ngang đoạn chữ đã chọn</translation>
    </message>
    <message>
        <source>A note to ask in the sitting</source>
        <translation>Ghi chú để hỏi tại phiên họp</translation>
    </message>
    <message>
        <source>Bookmark the selected words</source>
        <translation>Đánh dấu đoạn chữ đã chọn</translation>
    </message>
    <message>
        <source>Undo, redo on this paper</source>
        <translation>Hoàn tác, làm lại trên tài liệu này</translation>
    </message>
    <message>
        <source>Hand, marker, pen, eraser, text box, arrow (on the pages)</source>
        <translation>Tay chọn, bút tô, bút viết, tẩy, hộp chữ, mũi tên (khi đang ở trang)</translation>
    </message>
    <message>
        <source>A text box where you read</source>
        <translation>Hộp chữ tại chỗ đang đọc</translation>
    </message>
    <message>
        <source>Lay the tool down</source>
        <translation>Bỏ công cụ đang cầm</translation>
    </message>
    <message>
        <source>Larger, smaller</source>
        <translation>Phóng to, thu nhỏ</translation>
    </message>
    <message>
        <source>Fit the width, whole page</source>
        <translation>Vừa chiều ngang, vừa cả trang</translation>
    </message>
    <message>
        <source>Pages one below the other, one at a time, two side by side</source>
        <translation>Trang nối tiếp nhau, từng trang một, hai trang cạnh nhau</translation>
    </message>
    <message>
        <source>Turn to the right, to the left</source>
        <translation>Xoay sang phải, sang trái</translation>
    </message>
    <message>
        <source>Hide or show the margins</source>
        <translation>Ẩn hoặc hiện lề giấy</translation>
    </message>
    <message>
        <source>Next paper colour: white, sepia, night</source>
        <translation>Đổi màu giấy: trắng, ngà, ban đêm</translation>
    </message>
    <message>
        <source>Pages and contents beside the paper</source>
        <translation>Trang và mục lục bên cạnh tài liệu</translation>
    </message>
    <message>
        <source>Search everything</source>
        <translation>Tìm trong tất cả</translation>
    </message>
    <message>
        <source>Copy them with paper, version and page</source>
        <translation>Sao chép kèm tên tài liệu, phiên bản và trang</translation>
    </message>
    <message>
        <source>Links on this page</source>
        <translation>Liên kết trên trang này</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Toàn màn hình</translation>
    </message>
    <message>
        <source>A second paper beside this one</source>
        <translation>Tài liệu thứ hai bên cạnh</translation>
    </message>
    <message>
        <source>Read aloud, fall silent</source>
        <translation>Đọc to, ngừng đọc</translation>
    </message>
    <message>
        <source>Print pages or papers, with or without notes</source>
        <translation>In trang hoặc tài liệu, kèm hoặc không kèm ghi chú</translation>
    </message>
    <message>
        <source>Shift+click</source>
        <translation>Shift + nhấn chuột</translation>
    </message>
    <message>
        <source>Select on to this place, over pages (ten at most)</source>
        <translation>Chọn tiếp đến chỗ này, qua nhiều trang (tối đa mười trang)</translation>
    </message>
</context>
<context>
    <name>SideParts</name>
    <message>
        <source>Pages</source>
        <translation>Trang</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>Mục lục</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>Kết quả</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Kỳ họp</translation>
    </message>
</context>
<context>
    <name>SpeakingSheet</name>
    <message>
        <source>Speaking notes</source>
        <translation>Ghi chú phát biểu</translation>
    </message>
    <message>
        <source>Printed %1</source>
        <translation>In lúc %1</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Everything is up to date</source>
        <translation>Đã cập nhật đầy đủ</translation>
    </message>
    <message>
        <source>Connected to the council</source>
        <translation>Đã kết nối với Hội đồng</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Chưa kết nối</translation>
    </message>
    <message>
        <source>Connecting to the council...</source>
        <translation>Đang kết nối với Hội đồng...</translation>
    </message>
    <message>
        <source>Exchanging with the council...</source>
        <translation>Đang trao đổi với Hội đồng...</translation>
    </message>
    <message>
        <source>No connection: reading, notes and signing go on</source>
        <translation>Không có mạng: vẫn đọc, ghi chú và ký phiếu được</translation>
    </message>
    <message>
        <source>The council&apos;s server has a problem; it is tried again</source>
        <translation>Máy chủ của Hội đồng gặp sự cố; chương trình sẽ thử lại</translation>
    </message>
    <message>
        <source>Signing is stopped: the vote record contradicts itself</source>
        <translation>Tạm dừng ký phiếu: sổ biểu quyết có mâu thuẫn</translation>
    </message>
    <message numerus="yes">
        <source>%n vote(s) not sent</source>
        <translation>
            <numerusform>%n phiếu chưa gửi</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) not sent</source>
        <translation>
            <numerusform>%n ghi chú chưa gửi</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paper(s) still to come (%1)</source>
        <translation>
            <numerusform>còn %n tệp chưa về (%1)</numerusform>
        </translation>
    </message>
    <message>
        <source>last contact %1</source>
        <translation>liên lạc gần nhất %1</translation>
    </message>
    <message>
        <source>next try %1</source>
        <translation>thử lại lúc %1</translation>
    </message>
    <message>
        <source>Paused by you: votes and notes wait on this machine</source>
        <translation>Đại biểu đã tạm dừng đồng bộ: phiếu và ghi chú chờ trên máy này</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Chi tiết</translation>
    </message>
    <message>
        <source>papers wait: the disk is almost full</source>
        <translation>tài liệu chờ tải vì ổ đĩa sắp đầy</translation>
    </message>
    <message>
        <source>papers wait: the metered network&apos;s budget is spent</source>
        <translation>tài liệu chờ tải vì đã hết hạn mức mạng</translation>
    </message>
    <message>
        <source>Connected to the hall&apos;s own server, not to the council&apos;s</source>
        <translation>Đang nối máy chủ phòng họp, chưa nối máy chủ Hội đồng</translation>
    </message>
    <message numerus="yes">
        <source>%n vote(s) not confirmed by the council</source>
        <translation>
            <numerusform>%n phiếu chờ Hội đồng xác nhận</numerusform>
        </translation>
    </message>
    <message>
        <source>the first programme and list of papers wait: see the details</source>
        <translation>chương trình và danh mục tài liệu lần đầu đang chờ: xem chi tiết</translation>
    </message>
</context>
<context>
    <name>SupportCard</name>
    <message>
        <source>Report for support</source>
        <translation>Báo cáo gửi bộ phận hỗ trợ</translation>
    </message>
    <message>
        <source>It holds times, numbers and codes: no title, no text of a note, no choice, no name and no address. Read it before you hand it on.</source>
        <translation>Báo cáo chỉ gồm thời điểm, con số và mã: không có tên tài liệu, nội dung ghi chú, lựa chọn biểu quyết, họ tên hay địa chỉ. Xin đọc trước khi gửi.</translation>
    </message>
    <message>
        <source>Make the report</source>
        <translation>Lập báo cáo</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Sao chép</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Đã sao chép.</translation>
    </message>
</context>
<context>
    <name>SyncRows</name>
    <message>
        <source>Vote</source>
        <translation>Phiếu biểu quyết</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Ghi chú</translation>
    </message>
    <message>
        <source>(the title is not on this machine)</source>
        <translation>(máy này chưa có tên)</translation>
    </message>
    <message>
        <source>Key of your notes for another machine of yours</source>
        <translation>Khóa ghi chú gửi tới máy khác của đại biểu</translation>
    </message>
    <message>
        <source>tried %1 times</source>
        <translation>đã thử %1 lần</translation>
    </message>
    <message>
        <source>not tried yet</source>
        <translation>chưa thử lần nào</translation>
    </message>
    <message>
        <source>tried once</source>
        <translation>đã thử 1 lần</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Chưa gửi</translation>
    </message>
    <message>
        <source>At the council</source>
        <translation>Đã tới máy chủ</translation>
    </message>
    <message>
        <source>Not accepted</source>
        <translation>Không được nhận</translation>
    </message>
    <message>
        <source>sent; waits for the council&apos;s confirmation</source>
        <translation>đã gửi, chờ Hội đồng xác nhận</translation>
    </message>
    <message>
        <source>the council did not accept it; it is offered again when you unlock next time</source>
        <translation>máy chủ không nhận; sẽ gửi lại khi mở khóa lần sau</translation>
    </message>
    <message>
        <source>waits for its turn</source>
        <translation>chờ đến lượt</translation>
    </message>
    <message>
        <source>paused by you</source>
        <translation>đại biểu đã tạm dừng</translation>
    </message>
    <message>
        <source>no connection to the council</source>
        <translation>chưa có mạng tới máy chủ Hội đồng</translation>
    </message>
    <message>
        <source>goes with the next exchange</source>
        <translation>gửi trong lần đồng bộ tới</translation>
    </message>
    <message>
        <source>next try %1</source>
        <translation>thử lại lúc %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>đã về %1 / %2</translation>
    </message>
    <message>
        <source>Number %1</source>
        <translation>Thứ tự %1</translation>
    </message>
    <message>
        <source>the office&apos;s own file</source>
        <translation>tệp gốc của Văn phòng</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>Ưu tiên tải</translation>
    </message>
    <message>
        <source>Budget spent</source>
        <translation>Hết hạn mức</translation>
    </message>
    <message>
        <source>Disk full</source>
        <translation>Ổ đĩa đầy</translation>
    </message>
    <message>
        <source>Faulty file</source>
        <translation>Tệp lỗi</translation>
    </message>
    <message>
        <source>its parts do not make up what the council signed; the office has to publish it again</source>
        <translation>tệp ghép lại không đúng bản đã ký; Văn phòng cần phát hành lại</translation>
    </message>
    <message>
        <source>waits for tomorrow, or for you to open it</source>
        <translation>chờ hạn mức mới, hoặc đến khi đại biểu mở</translation>
    </message>
    <message>
        <source>waits for room on the disk</source>
        <translation>chờ ổ đĩa có chỗ</translation>
    </message>
</context>
<context>
    <name>SyncView</name>
    <message>
        <source>Exchange with the council</source>
        <translation>Đồng bộ với Hội đồng</translation>
    </message>
    <message>
        <source>Not sent yet</source>
        <translation>Chưa gửi xong</translation>
    </message>
    <message>
        <source>Papers still to come</source>
        <translation>Tài liệu còn chờ tải</translation>
    </message>
    <message>
        <source>Try again now</source>
        <translation>Thử lại ngay</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Tạm dừng</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Tiếp tục</translation>
    </message>
    <message>
        <source>There was no contact yet.</source>
        <translation>Chưa liên lạc được lần nào.</translation>
    </message>
    <message>
        <source>Last contact: %1.</source>
        <translation>Liên lạc gần nhất: %1.</translation>
    </message>
    <message>
        <source>Next try by itself: %1.</source>
        <translation>Tự thử lại lúc %1.</translation>
    </message>
    <message>
        <source>The council confirmed the last item in both directions.</source>
        <translation>Hội đồng đã xác nhận đầy đủ cả hai chiều.</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Cần làm gì</translation>
    </message>
    <message>
        <source>Every vote and every note is settled.</source>
        <translation>Mọi phiếu và ghi chú đều đã được xác nhận.</translation>
    </message>
    <message>
        <source>Every paper is on this machine.</source>
        <translation>Mọi tài liệu đều đã có trên máy này.</translation>
    </message>
    <message>
        <source>Files to come: %1 (%2), in this order. Open one to let it come first.</source>
        <translation>Còn %1 tệp (%2), xếp theo thứ tự tải. Mở tài liệu nào thì tài liệu ấy được tải trước.</translation>
    </message>
    <message>
        <source>The first %1 of %2 are shown.</source>
        <translation>Hiển thị %1 mục đầu trong tổng số %2.</translation>
    </message>
</context>
<context>
    <name>Thumbnails</name>
    <message>
        <source>Small pictures of the pages</source>
        <translation>Hình thu nhỏ của các trang</translation>
    </message>
</context>
<context>
    <name>ToolStrip</name>
    <message>
        <source>Undo (Ctrl+Z)</source>
        <translation>Hoàn tác (Ctrl+Z)</translation>
    </message>
    <message>
        <source>Redo (Ctrl+Y)</source>
        <translation>Làm lại (Ctrl+Y)</translation>
    </message>
    <message>
        <source>Select words (V)</source>
        <translation>Chọn chữ (V)</translation>
    </message>
    <message>
        <source>Marker: highlight words (H)</source>
        <translation>Bút tô sáng: quét lên chữ (H)</translation>
    </message>
    <message>
        <source>Pen (P)</source>
        <translation>Bút viết (P)</translation>
    </message>
    <message>
        <source>Eraser: removes whole strokes (E)</source>
        <translation>Tẩy: xóa cả nét (E)</translation>
    </message>
    <message>
        <source>Text box (T); Enter puts one on the page</source>
        <translation>Hộp chữ (T); nhấn Enter để đặt lên trang</translation>
    </message>
    <message>
        <source>Arrow (A)</source>
        <translation>Mũi tên (A)</translation>
    </message>
    <message>
        <source>Colour: %1 (keys 1 to 4)</source>
        <translation>Màu: %1 (phím 1 đến 4)</translation>
    </message>
    <message>
        <source>Fine line</source>
        <translation>Nét mảnh</translation>
    </message>
    <message>
        <source>Middle line</source>
        <translation>Nét vừa</translation>
    </message>
    <message>
        <source>Broad line</source>
        <translation>Nét đậm</translation>
    </message>
</context>
<context>
    <name>UnlockView</name>
    <message>
        <source>Passphrase</source>
        <translation>Mật khẩu</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Mở khóa</translation>
    </message>
    <message>
        <source>Passphrase forgotten? Use the recovery code</source>
        <translation>Quên mật khẩu? Dùng mã khôi phục</translation>
    </message>
    <message>
        <source>Your desk is locked</source>
        <translation>Bàn làm việc đang khóa</translation>
    </message>
    <message>
        <source>Papers, notes and votes on this machine are encrypted. Enter your passphrase to open them.</source>
        <translation>Tài liệu, ghi chú và phiếu trên máy này được mã hóa. Nhập mật khẩu để mở.</translation>
    </message>
    <message>
        <source>Enter your passphrase.</source>
        <translation>Đề nghị nhập mật khẩu.</translation>
    </message>
    <message>
        <source>Unlocking...</source>
        <translation>Đang mở khóa...</translation>
    </message>
</context>
<context>
    <name>VoteStepper</name>
    <message>
        <source>Your vote</source>
        <translation>Phiếu của đại biểu</translation>
    </message>
    <message>
        <source>%1: not yet</source>
        <translation>%1: chưa</translation>
    </message>
    <message>
        <source>Signed</source>
        <translation>Đã ký</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Đã gửi</translation>
    </message>
    <message>
        <source>The council refused this vote with a signed answer; it does not count. %1</source>
        <translation>Hội đồng từ chối phiếu này bằng văn bản có ký; phiếu không được tính. %1</translation>
    </message>
    <message>
        <source>Not sent: the council did not answer. NOT YET RECORDED; the same vote is sent again by itself as soon as there is a connection.</source>
        <translation>Chưa gửi được: Hội đồng chưa trả lời. CHƯA ĐƯỢC GHI NHẬN; phiếu này sẽ tự gửi lại khi có mạng.</translation>
    </message>
    <message>
        <source>Signed and safe on this machine. NOT YET RECORDED by the council: it is sent by itself as soon as there is a connection.</source>
        <translation>Phiếu đã ký và được giữ an toàn trên máy này. CHƯA ĐƯỢC GHI NHẬN: phiếu sẽ tự gửi khi có mạng.</translation>
    </message>
    <message>
        <source>On its way. NOT YET RECORDED: the council has not answered.</source>
        <translation>Đang gửi. CHƯA ĐƯỢC GHI NHẬN: Hội đồng chưa trả lời.</translation>
    </message>
    <message>
        <source>The hall&apos;s own server signed that it holds it. NOT YET RECORDED by the council; what the vote record says stands below.</source>
        <translation>Máy chủ phòng họp đã ký rằng đang giữ phiếu. CHƯA ĐƯỢC GHI NHẬN ở Hội đồng; sổ biểu quyết nói gì được ghi bên dưới.</translation>
    </message>
    <message>
        <source>It reached the council after the close. It stays in the record and is listed, and it is not counted.</source>
        <translation>Phiếu đến Hội đồng sau khi kết thúc biểu quyết. Phiếu được lưu và liệt kê trong sổ nhưng không được tính.</translation>
    </message>
    <message>
        <source>The council recorded it at %1 (the council&apos;s time).</source>
        <translation>Hội đồng đã ghi nhận lúc %1 (giờ của hội đồng).</translation>
    </message>
    <message>
        <source>Recorded at %1 (the council&apos;s time). This machine has checked that it stands in the vote record.</source>
        <translation>Ghi nhận lúc %1 (giờ của hội đồng). Máy này đã kiểm tra và thấy phiếu nằm trong sổ biểu quyết.</translation>
    </message>
    <message>
        <source>Held by the hall</source>
        <translation>Phòng họp đã nhận</translation>
    </message>
    <message>
        <source>The hall&apos;s own server holds it, in the order in which votes came. NOT YET RECORDED: it is handed on as soon as the hall&apos;s line to the council is back. Nothing is to be done; the vote also stays on this machine.</source>
        <translation>Máy chủ phòng họp đã nhận phiếu theo đúng thứ tự phiếu đến. CHƯA ĐƯỢC GHI NHẬN: phiếu được chuyển ngay khi đường truyền đến máy chủ Hội đồng có lại. Đại biểu không phải làm gì thêm; phiếu vẫn được giữ trên máy này.</translation>
    </message>
</context>
<context>
    <name>VotesView</name>
    <message>
        <source>Voting</source>
        <translation>Biểu quyết</translation>
    </message>
    <message>
        <source>Looking for polls...</source>
        <translation>Đang tìm các lượt biểu quyết...</translation>
    </message>
    <message>
        <source>Polls</source>
        <translation>Các lượt biểu quyết</translation>
    </message>
    <message>
        <source>The polls cannot be shown</source>
        <translation>Không hiển thị được các lượt biểu quyết</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Thử lại</translation>
    </message>
    <message>
        <source>No polls yet</source>
        <translation>Chưa có lượt biểu quyết</translation>
    </message>
    <message>
        <source>When the chair opens a poll it appears here and on the home page.</source>
        <translation>Khi chủ tọa mở biểu quyết, lượt đó hiện ở đây và trên trang chủ.</translation>
    </message>
    <message>
        <source>Waiting for your vote</source>
        <translation>Chờ đại biểu biểu quyết</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Đang mở</translation>
    </message>
    <message>
        <source>Earlier and coming polls</source>
        <translation>Lượt đã qua và sắp tới</translation>
    </message>
    <message>
        <source>Every vote that you signed, with its receipt and its proof.</source>
        <translation>Mọi phiếu đại biểu đã ký, kèm biên nhận và chứng minh.</translation>
    </message>
    <message>
        <source>My votes</source>
        <translation>Phiếu của tôi</translation>
    </message>
    <message>
        <source>Check the whole vote record</source>
        <translation>Kiểm tra toàn bộ sổ biểu quyết</translation>
    </message>
    <message>
        <source>This machine recounts every poll from the signed votes themselves.</source>
        <translation>Máy này kiểm lại mọi lượt biểu quyết từ chính các phiếu đã ký.</translation>
    </message>
    <message>
        <source>Checked: %1 entries and %2 polls agree with every signature.</source>
        <translation>Đã kiểm tra: %1 mục và %2 lượt biểu quyết khớp với mọi chữ ký.</translation>
    </message>
    <message>
        <source>Code of the record at entry %1, the same as on the hall&apos;s screen: %2</source>
        <translation>Mã hồ sơ tại mục thứ %1, giống trên màn hình hội trường: %2</translation>
    </message>
</context>
</TS>
