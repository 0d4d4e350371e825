variable "environment" {
  type        = string
  description = "prod or staging; every environment has its own .tfvars file."

  validation {
    condition     = contains(["prod", "staging"], var.environment)
    error_message = "The environment is prod or staging."
  }
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "vpc_cidr" {
  type    = string
  default = "10.40.0.0/16"
}

# Web -------------------------------------------------------------------------

variable "web_ami" {
  type    = string
  default = "ami-0c1f2a3b4d5e6f708"
}

variable "web_instance_type" {
  type        = string
  description = "Size of the web server. Ask team-web before you lower it."
  default     = "t3.large"
}

variable "admin_subdomain" {
  type    = string
  default = "admin"
}

# Database --------------------------------------------------------------------

variable "db_instance_class" {
  type        = string
  description = "Class of the main database."
  default     = "db.r6g.2xlarge" # sized for the 2024 migration
}

variable "db_allocated_storage" {
  type    = number
  default = 200
}

variable "db_multi_az" {
  type    = bool
  default = false
}

# Workers ---------------------------------------------------------------------

variable "workers" {
  type = object({
    min     = number
    max     = number
    desired = optional(number, 2)
  })
}

variable "cache" {
  type    = map(string)
  default = {}
}

# Functions -------------------------------------------------------------------

variable "functions" {
  type = map(object({
    handler = string
    memory  = optional(number, 256)
    timeout = optional(number, 10)
  }))
  default = {}
}
