"""The only upload handler: the product takes no files, so none is parked in a temporary folder."""

from typing import Any, NoReturn

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Refuses a file before its first byte is kept; Django answers TooManyFilesSent with our 400 page."""

    def new_file(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TooManyFilesSent("This application takes no files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> NoReturn:
        raise TooManyFilesSent("This application takes no files.")

    def file_complete(self, file_size: int) -> None:
        return None
