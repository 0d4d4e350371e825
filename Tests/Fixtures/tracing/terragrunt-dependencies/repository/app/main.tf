variable "number" {}

variable "address" {}

data "helm_template" "this" {
  set = [
    {
      name  = "address"
      value = var.address
    },
    {
      name  = "replicas"
      value = var.number
    },
  ]
}
