terraform {}

variable "capacity" { default = 5 }

resource "aws_dynamodb_table" "this" {
  read_capacity = var.capacity
}
