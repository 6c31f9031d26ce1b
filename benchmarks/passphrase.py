"""The passphrase of every vault that is made to be measured; alone here, so that a window can read it and load nothing else."""

PASSPHRASE = "mật khẩu để đo"
