provider "aws" {}

resource "aws_instance" "web" {
  instance_type="m5.xlarge"   # big
  ami = "ami-1"  # base
}
