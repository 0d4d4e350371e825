terraform {
  source = "../../modules/app"

  extra_arguments "v" {
    commands = ["plan", "apply"]
    env_vars = {
      TF_CLI_ARGS_plan  = "-var size=t3.large"
      TF_CLI_ARGS_apply = "-parallelism=5"
    }
  }
}
