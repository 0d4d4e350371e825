provider "aws" {}

resource "aws_instance" "web" {
  memory = "512"
}
