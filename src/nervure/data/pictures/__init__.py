"""Images in folders, archives and tables: listing, reading, resizing, caching and near-duplicate-aware splits."""

from __future__ import annotations

from nervure.data.pictures.framing import smart_resize
from nervure.data.pictures.image_directory import image_dataset_from_directory
from nervure.data.pictures.image_folder import ImageFolder, image_folder
from nervure.data.pictures.near_duplicates import near_duplicates
from nervure.data.pictures.parts import PictureParts, picture_parts
from nervure.data.pictures.picture import array_to_img, img_to_array, load_img, save_img

__all__ = [
    "ImageFolder",
    "PictureParts",
    "array_to_img",
    "image_dataset_from_directory",
    "image_folder",
    "img_to_array",
    "load_img",
    "near_duplicates",
    "picture_parts",
    "save_img",
    "smart_resize",
]
