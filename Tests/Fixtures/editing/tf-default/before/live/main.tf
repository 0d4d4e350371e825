provider "aws" {}

resource "aws_instance" "web" {
  instance_type = var.size
}
