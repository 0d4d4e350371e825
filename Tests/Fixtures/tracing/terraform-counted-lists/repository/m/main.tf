variable "rules" {
  type = list(any)
}

resource "aws_security_group_rule" "r" {
  count = length(var.rules)
}
