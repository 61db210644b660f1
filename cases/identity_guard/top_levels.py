"""What the names of sites end with, in the countries that the stations cover and everywhere."""

TLD = (
    r"(?:com|net|org|info|edu|gov|mil|int|biz|name|me|io|co|app|dev|tv|cc|ly|gl|gg|ee|eu|no|se|dk|fi|is|uk"
    r"|de|fr|nl|be|es|it"
    r"|pl|pt|ch|at|ie|ru|ua|tr|pk|in|lk|bd|np|af|ir|iq|sy|lb|jo|ps|il|sa|ae|qa|kw|om|ye|eg|ma|dz|tn|ly|so"
    r"|ke|et|er|sd|ng|gh"
    r"|us|ca|au|nz|cn|jp|kr|vn|th|ph|id|my|ba|rs|hr|xk|mk|al|ro|bg|gr|hu|cz|sk|si|lt|lv|za|link|online|site"
    r"|shop|blog|club|live)"
)
