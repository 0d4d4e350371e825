variable "name" {
  type = string
}

variable "ami" {
  type = string
}

variable "type" {
  type = string
}

variable "subnet_id" {
  type = string
}

resource "aws_instance" "this" {
  ami           = var.ami
  instance_type = var.type
  subnet_id     = var.subnet_id

  tags = { Name = var.name }
}
