resource "aws_instance" "gate" {
  ami           = var.ami
  subnet_id     = var.subnet_ids[0]
  tags          = { Name = "${local.name}-gate" }
  instance_type = local.gate
}

locals { gate = "m5.2xlarge" }