provider "aws" {}

resource "aws_instance" "web" {
  memory_size = 512 # MB
  timeout     = 10
}
