variable "env" {}

variable "memory" {
  default = 512
}
