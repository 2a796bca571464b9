"""A small French lexicon, with the forms that agreement and elision ask for.

Chapter: machine-translation. The grammar that uses it is in translations.py.
"""

from typing import NamedTuple

VOWELS = "aàâeéèêiîoôuûœh"  # an h is mute, but for the words in ASPIRATED
ASPIRATED = ("hibou", "hiboux")
ELIDED = {w: f"{w[:-1]}'" for w in ("le", "la", "de", "ne", "je", "me", "que")}

# English, plural, French, plural, gender, class; "-" where there is no plural
NOUNS = """
boy boys garçon garçons m person
girl girls fille filles f person
man men homme hommes m person
woman women femme femmes f person
child children enfant enfants m person
king kings roi rois m person
queen queens reine reines f person
actress actresses actrice actrices f person
doctor doctors médecin médecins m person
dog dogs chien chiens m animal
cat cats chat chats m animal
horse horses cheval chevaux m animal
bird birds oiseau oiseaux m animal
owl owls hibou hiboux m animal
cow cows vache vaches f animal
mouse mice souris souris f animal
apple apples pomme pommes f food
pear pears poire poires f food
egg eggs œuf œufs m food
cake cakes gâteau gâteaux m food
book books livre livres m text
letter letters lettre lettres f text
newspaper newspapers journal journaux m text
car cars voiture voitures f thing
chair chairs chaise chaises f thing
box boxes boîte boîtes f thing
key keys clé clés f thing
umbrella umbrellas parapluie parapluies m thing
bicycle bicycles vélo vélos m thing
hat hats chapeau chapeaux m clothes
dress dresses robe robes f clothes
coat coats manteau manteaux m clothes
shirt shirts chemise chemises f clothes
garden gardens jardin jardins m place
house houses maison maisons f place
school schools école écoles f place
church churches église églises f place
hotel hotels hôtel hôtels m place
bread - pain - m dish
meat - viande - f dish
cheese - fromage - m dish
soup - soupe - f dish
water - eau - f drink
milk - lait - m drink
"""

# English; singular m f, plural m f; before or after the noun; classes of nouns. A form
# behind a slash stands before a vowel.
ADJECTIVES = """
small petit petite petits petites before person animal food thing clothes place
big grand grande grands grandes before animal thing clothes place
old vieux/vieil vieille vieux vieilles before person animal thing clothes text place
new nouveau/nouvel nouvelle nouveaux nouvelles before thing clothes text place
beautiful beau/bel belle beaux belles before person animal thing clothes text place
young jeune jeune jeunes jeunes before person animal
good bon bonne bons bonnes before food dish drink
red rouge rouge rouges rouges after thing clothes
black noir noire noirs noires after animal thing clothes
white blanc blanche blancs blanches after animal thing clothes place
green vert verte verts vertes after thing clothes
heavy lourd lourde lourds lourdes after thing
expensive cher chère chers chères after food thing clothes
happy heureux heureuse heureux heureuses after person animal
sad triste triste tristes tristes after person animal
tired fatigué fatiguée fatigués fatiguées after person animal
intelligent intelligent intelligente intelligents intelligentes after person animal
rich riche riche riches riches after person
cold froid froide froids froides after dish drink
hot chaud chaude chauds chaudes after dish drink
"""

# English, he ..., a word behind it or "-"; je, il, nous, vous, ils; infinitive; who;
# pattern: an object (direct), a person with à (dative), both, a place with à or de, or
# an adjective; kinds of objects
VERBS = """
eat eats - mange mange mangeons mangez mangent manger any direct food dish
drink drinks - bois boit buvons buvez boivent boire any direct drink
read reads - lis lit lisons lisez lisent lire person direct text
buy buys - achète achète achetons achetez achètent acheter person direct \
food dish drink thing clothes text animal
sell sells - vends vend vendons vendez vendent vendre person direct \
food dish drink thing clothes text animal
wear wears - porte porte portons portez portent porter person direct clothes
carry carries - porte porte portons portez portent porter person direct thing
see sees - vois voit voyons voyez voient voir any direct \
person animal food thing clothes text place
love loves - aime aime aimons aimez aiment aimer any direct \
person animal food dish drink thing clothes text place
look looks for cherche cherche cherchons cherchez cherchent chercher any direct \
person animal thing clothes text place
wait waits for attends attend attendons attendez attendent attendre any direct person
listen listens to écoute écoute écoutons écoutez écoutent écouter any direct \
person animal
find finds - trouve trouve trouvons trouvez trouvent trouver any direct \
person animal thing clothes text place
lose loses - perds perd perdons perdez perdent perdre person direct thing clothes text
open opens - ouvre ouvre ouvrons ouvrez ouvrent ouvrir person direct text
take takes - prends prend prenons prenez prennent prendre person direct \
food thing clothes text
have has - ai a avons avez ont avoir person direct \
animal food dish drink thing clothes text
give gives - donne donne donnons donnez donnent donner person both \
food thing clothes text
show shows - montre montre montrons montrez montrent montrer person both \
food thing clothes text
speak speaks to parle parle parlons parlez parlent parler any dative person
obey obeys - obéis obéit obéissons obéissez obéissent obéir any dative person
go goes to vais va allons allez vont aller any à place
come comes from viens vient venons venez viennent venir any de place
be is - suis est sommes êtes sont être any adjective -
"""


class Noun(NamedTuple):
    english: tuple[str, str]  # singular, plural
    french: tuple[str, str]
    feminine: bool
    kind: str

    @property
    def mass(self) -> bool:
        return self.english[1] == "-"


class Adjective(NamedTuple):
    english: str
    french: tuple[str, ...]  # m, f, m plural, f plural
    before: bool
    kinds: tuple[str, ...]

    def form(self, feminine: bool, plural: bool, following: str = "-") -> str:
        """Return the form that agrees; some change before a vowel: bel oiseau."""
        first, *other = self.french[2 * plural + feminine].split("/")
        return other[0] if other and elides(following) else first


class Verb(NamedTuple):
    english: tuple[str, str, str]
    french: tuple[str, ...]
    by: str
    pattern: str
    objects: tuple[str, ...]


def _rows(text: str) -> list[list[str]]:
    return [line.split() for line in text.strip().split("\n")]


nouns = [Noun((a, b), (c, d), g == "f", k) for a, b, c, d, g, k in _rows(NOUNS)]
adjectives = [
    Adjective(w, tuple(forms), place == "before", tuple(kinds))
    for w, *forms, place, kinds in (
        (*row[:5], row[5], row[6:]) for row in _rows(ADJECTIVES)
    )
]
verbs = [
    Verb(tuple(r[:3]), tuple(r[3:9]), r[9], r[10], tuple(r[11:])) for r in _rows(VERBS)
]


def elides(word: str) -> bool:
    """Return whether le, de, ne, ... lose their vowel before this word."""
    return word[0] in VOWELS and word not in ASPIRATED


DETERMINERS = {  # m, f, plural
    "the": ("le", "la", "les"),
    "a": ("un", "une", "des"),
    "this": ("ce", "cette", "ces"),
    "my": ("mon", "ma", "mes"),
    "our": ("notre", "notre", "nos"),
    "your": ("votre", "votre", "vos"),
    "his": ("son", "sa", "ses"),
    "her": ("son", "sa", "ses"),
}
BEFORE_VOWELS = {"ce": "cet", "ma": "mon", "sa": "son"}

# What a form is a form of: mangeons is eat, vieille is old, garçons is boy
ENGLISH = {form: n.english[0] for n in nouns for form in n.french}
ENGLISH |= {f: v.english[0] for v in verbs for f in v.french}
ENGLISH |= {f: a.english for a in adjectives for g in a.french for f in g.split("/")}
