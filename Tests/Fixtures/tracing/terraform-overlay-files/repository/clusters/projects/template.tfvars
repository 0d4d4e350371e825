size = "{{ size }}"
{% for name in names %}
{% endfor %}
