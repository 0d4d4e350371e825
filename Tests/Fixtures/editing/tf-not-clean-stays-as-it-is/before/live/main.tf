provider "aws" {}

resource "aws_instance" "web" {
  instance_type="m5.2xlarge"   # big
  ami = "ami-1"  # base
}
