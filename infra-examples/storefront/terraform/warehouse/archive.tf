resource "aws_instance" "archive" {
  ami           = var.ami
  instance_type = "r5.large"
  subnet_id     = var.subnet_ids[1]

  tags = { Name = "${local.name}-archive" }
}
