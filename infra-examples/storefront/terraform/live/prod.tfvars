environment = "prod"

# Web
web_instance_type = "m5.2xlarge" # launch week 2024; nobody looked since
admin_subdomain   = "office"

# Database: the class is the default in variables.tf
db_allocated_storage = 500
db_multi_az          = true

workers = {
  min     = 2
  max     = 8
  desired = 3
}

cache = { node_type = "cache.r7g.large" }

functions = {
  invoices  = { handler = "invoices.handle", memory = 1024, timeout = 60 }
  sitemaps  = { handler = "sitemaps.handle", timeout = 120 }
  abandoned = { handler = "abandoned_carts.handle", memory = 512 } # mails once a day
}
