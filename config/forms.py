"""How every form of the product is drawn."""

from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    """Django's own field groups with our templates in config/templates/forms."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
