resource "aws_instance" "this" {
  instance_type = "t3.micro"
}
