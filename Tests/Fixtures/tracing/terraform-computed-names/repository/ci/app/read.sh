for name in $NAMES; do export TF_VAR_$name="$(read_secret "$name")"; done
