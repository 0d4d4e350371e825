FLAGS = {
    "-v",
    "--var-file",
    "--var",
}
