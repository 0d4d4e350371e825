variable "region" {
  type = string
}

variable "ami" {
  type = string
}

variable "subnet_ids" {
  type    = list(string)
  default = ["subnet-01aa", "subnet-02bb"]
}

# Set in several layers; the last one counts -------------------------------------

variable "print_server" {
  type        = string
  description = "Label printing, for all halls."
}

variable "conveyor_type" {
  type        = string
  description = "Conveyor control. The capacity planning tool writes terraform.tfvars.json."
}

variable "scanner_type" {
  type    = string
  default = "t3.medium"
}

variable "forklift_type" {
  type    = string
  default = null
}

# Nothing in the repository says how large the lift control is: the vendor's pipeline passes it.
variable "lift_type" {
  type = string
}

# Collections --------------------------------------------------------------------

variable "stations" {
  type = map(object({
    type    = optional(string, "m5.xlarge") # what a station gets that does not ask
    disk_gb = optional(number, 40)
  }))
}

variable "halls" {
  type = map(object({
    controller = string
    cameras    = list(object({ name = string, type = string }))
  }))
}

variable "search_tiers" {
  type = list(object({
    type  = string
    count = number
  }))
  default = []
}
