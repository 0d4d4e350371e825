terraform {
  source = "../../modules/web"
}

inputs = {
  size = get_env("JOB_SIZE", "m5.large")
}
