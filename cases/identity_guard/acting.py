"""What persons do: before these words stands somebody, be it a name that is a word or a letter."""

from cases.identity_guard.words import words

# After a word at the start of a sentence that is a name too, these make it one: "Liv sier".
OF_PERSONS = words("""
    sier sa seier seiar forteller fortalte fortel fortalde ringte ringer ringde spør spurte spurde ønsker
    ønsket ønskjer ønskte vil ville frykter
    fryktet fryktar er var har hadde ble blir vart vert kom kjem kommer går gikk gjekk bor bur budde bodde
    mener meiner tror trur håper håpar føler
    kjenner kjenner opplever opplevde reiste reiser rømte flyttet flytta gråt gråter trenger treng skal
    skulle kan kunne må måtte fikk får fekk tok tar
    sin sitt
    """)
OF_PERSONS_IN_ENGLISH = words("""
    says said tells told called wants wanted fears feared is was has had came lives lived thinks believes
    feels needs must can will got took asked asks and
    """)
