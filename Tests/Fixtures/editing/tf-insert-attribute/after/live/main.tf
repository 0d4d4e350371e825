provider "aws" {}

resource "aws_instance" "web" {
  ami           = "ami-1"
  instance_type = "m5.xlarge"
}
