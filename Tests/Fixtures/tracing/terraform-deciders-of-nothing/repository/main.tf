terraform {}

variable "on" {
  default = []
}

variable "vault" {
  default = { sku = "standard", days = 7 }
}

# None of them is there now; with another token there is one.
resource "aws_ssm_parameter" "p" {
  count = contains(var.on, "x") ? 1 : 0
}

resource "aws_instance" "i" {
  instance_type = length(aws_ssm_parameter.p) > 0 ? "t3.large" : "t3.micro"
}

resource "aws_iam_policy" "q" {
  policy = join(",", concat(["arn:a"], aws_ssm_parameter.p.*.arn))
}

resource "aws_iam_policy" "f" {
  policy = join(",", flatten([["arn:a"], aws_ssm_parameter.p[*].arn]))
}

resource "aws_vpc" "tried" {
  name = try(aws_ssm_parameter.p[0].arn, "none")
}

output "o" {
  value = one(aws_ssm_parameter.p[*].arn)
}

locals {
  is_on = false
  sizes = merge({ a = 5 }, local.is_on ? { b = 6 } : {})
}

resource "aws_group" "sizes" {
  size = length(local.sizes)
}

resource "aws_asked" "on" {
  on = local.is_on
}

# Whether an object is empty, what is in it does not decide.
resource "azurerm_key_vault" "k" {
  count    = var.vault != {} ? 1 : 0
  sku_name = var.vault.sku
}

resource "aws_cloudwatch_log_group" "g" {
  for_each = var.vault != {} ? toset(["a"]) : toset([])
  name     = "x"
}

# A module that is not here has the instances that it has.
module "remote" {
  source   = "example.com/vault"
  for_each = { south = { size = 8 }, west = { size = 9 } }
  sku_name = "premium"
  size     = each.value.size
}

data "azurerm_key_vault_secret" "f" {
  for_each = module.remote
  name     = "email"
  vault    = each.value.id
}
