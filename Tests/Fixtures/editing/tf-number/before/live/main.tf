provider "aws" {}

resource "aws_instance" "web" {
  memory_size = 1024 # MB
  timeout     = 10
}
