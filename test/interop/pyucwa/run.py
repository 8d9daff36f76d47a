# Runs pyucwa's app.py, which was written for Python 2, under Python 3: what it misses is put in its place before it starts.
import logging
import runpy
import sys
import types
import urllib.parse
import uuid

import yaml

root, resource, token = sys.argv[1:4]
sys.path.insert(0, root)

# `future.moves.urllib.parse` is urllib.parse by another name.
for name in ('future', 'future.moves', 'future.moves.urllib'):
    sys.modules[name] = types.ModuleType(name)
sys.modules['future.moves.urllib.parse'] = urllib.parse
for name in ('quote', 'unquote', 'unquote_plus'):
    setattr(urllib, name, getattr(urllib.parse, name))

# Without a loader yaml.load is refused today; header values have to be text.
load = yaml.load
yaml.load = lambda stream, Loader=yaml.SafeLoader: load(stream, Loader=Loader)
uuid1 = uuid.uuid1
uuid.uuid1 = lambda: str(uuid1())

with open('instance.yml', 'w') as file:
    yaml.dump({'resource': resource, 'token': token}, file)
with open('config.yml', 'w') as file:
    yaml.dump({'redirect_uri': 'http://localhost:5000'}, file)

logging.basicConfig(stream=sys.stderr)
runpy.run_path(root + '/app.py', run_name='__main__')
