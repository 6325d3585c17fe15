from . import gateway, sms_sms
