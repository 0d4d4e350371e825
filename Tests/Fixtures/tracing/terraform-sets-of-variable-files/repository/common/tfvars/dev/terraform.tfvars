size = "dev.large"
