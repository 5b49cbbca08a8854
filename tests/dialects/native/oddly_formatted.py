# Covers: odd formatting: semicolons, backslashes, one-line bodies, tabs, deep parentheses, unusual names and quotes.
from icefloe import (pipeline as flow, step as task ,
                     group as gruppe)

@task (
    name = 'läd'   'en' ,
)
def laden ( *, pfad : 'str' = r"C:\daten" , ) -> 'list[int]' : return [ 1 ]

@task
def summe(zahlen, start = 0,): s = sum(zahlen, start); return s

@flow(name = """Täglich\
 neu""")
def tagesbericht ( pfad = 'x' , start : int = - 1 ) :
	ergebnis = \
		summe (
			( laden ( pfad = pfad ) ) ,
			start = start ,
		) ; doppelt = ergebnis * 2
	if ergebnis > 3 and \
	   doppelt < 100 : klein = summe([doppelt]) ; gross = None
	else : gross = summe([ergebnis, (doppelt),]) ; klein = None
	with gruppe('ende') : return summe([klein if ergebnis > 3 and doppelt < 100 else gross])
