variable "name" {
  type = string
}

variable "ami" {
  type    = string
  default = "ami-0a9f8e7d6c5b4a321"
}

variable "instance_type" {
  type = string
}

variable "subnet_id" {
  type    = string
  default = null
}

variable "tags" {
  type    = map(string)
  default = {}
}

resource "aws_instance" "this" {
  ami           = var.ami
  instance_type = var.instance_type
  subnet_id     = var.subnet_id

  tags = merge(var.tags, { Name = var.name })
}
