-- Every recording so far is mixed, with the settings that those versions sent. Rows that are not as they wrote them stay.
UPDATE recordings SET state = json_set(
  json_remove(state, '$.spec.layout'),
  '$.v', 3,
  '$.spec.options', json_object(
    'mode', 'mix',
    'streams', 'audio+video',
    'videoStream', 'high',
    'maxIdle', 300000,
    'subscription', json('{"audio":"all","video":"all"}'),
    'audioProfile', 0,
    'video', json('{"width":1280,"height":720,"fps":15,"bitrate":1130}'),
    'files', json('["hls"]'),
    'layout', json_extract(state, '$.spec.layout')
  ),
  '$.mode.subscription',
  json('{"desired":{"audio":"all","video":"all"},"current":{"audio":"all","video":"all"}}')
) WHERE json_valid(state) AND json_extract(state, '$.v') = 2;

-- Calls and messages speak of any setting now, of which the layout is one.
UPDATE jobs SET payload = json_set(json_remove(payload, '$.message.idle'), '$.v', 3)
  WHERE json_valid(payload) AND json_extract(payload, '$.v') = 2;
UPDATE jobs SET payload = json_set(
  json_remove(payload, '$.layout'),
  '$.setting', json_object('type', 'layout', 'layout', json_extract(payload, '$.layout'))
) WHERE json_valid(payload) AND json_type(payload, '$.layout') = 'object';
UPDATE jobs SET payload = json_set(
  json_remove(payload, '$.message.instead'),
  '$.message.instead', json_object('type', 'layout', 'layout', json_extract(payload, '$.message.instead'))
) WHERE json_valid(payload) AND json_type(payload, '$.message.instead') = 'object';
UPDATE jobs SET payload = json_set(
  json_remove(payload, '$.message.layout'),
  '$.message.setting', json_object('type', 'layout', 'layout', json_extract(payload, '$.message.layout')),
  '$.message.type', replace(replace(json_extract(payload, '$.message.type'), 'layout', 'setting'), 'Layout', 'Setting')
) WHERE json_valid(payload) AND json_type(payload, '$.message.layout') = 'object';
