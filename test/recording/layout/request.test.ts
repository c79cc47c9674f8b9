import { expect, test } from 'vitest';
import type { Layout } from '../../../src/recording/layout/layout.ts';
import { layoutFields } from '../../../src/recording/layout/request.ts';

test.each<[Layout, object]>([
  [{ kind: 'float' }, { mixedVideoLayout: 0, backgroundColor: '#000000' }],
  [
    { kind: 'grid', background: '#ffffff' },
    { mixedVideoLayout: 1, backgroundColor: '#ffffff' },
  ],
  [{ kind: 'vertical' }, { mixedVideoLayout: 2, backgroundColor: '#000000' }],
  [
    { kind: 'vertical', largeUid: '5' },
    { mixedVideoLayout: 2, backgroundColor: '#000000', maxResolutionUid: '5' },
  ],
  [
    {
      kind: 'custom',
      regions: [
        { x: 0, y: 0, width: 2 / 3, height: 1, uid: '7' },
        { x: 2 / 3, y: 0, width: 1 / 3, height: 0.5, alpha: 0.5, fit: true },
      ],
      background: '#101010',
      name: 'duo',
    },
    {
      mixedVideoLayout: 3,
      backgroundColor: '#101010',
      layoutConfig: [
        { uid: '7', x_axis: 0, y_axis: 0, width: 0.666667, height: 1, alpha: 1, render_mode: 0 },
        { x_axis: 0.666667, y_axis: 0, width: 0.333333, height: 0.5, alpha: 0.5, render_mode: 1 },
      ],
    },
  ],
  [
    {
      kind: 'grid',
      backgroundImage: 'https://example.com/canvas.png',
      userImage: 'https://example.com/user.jpg',
      userImages: [
        { uid: '7', url: 'https://example.com/7.jpg', fit: true },
        { uid: '8', url: 'https://example.com/8.jpg' },
      ],
    },
    {
      mixedVideoLayout: 1,
      backgroundColor: '#000000',
      backgroundImage: 'https://example.com/canvas.png',
      defaultUserBackgroundImage: 'https://example.com/user.jpg',
      backgroundConfig: [
        { uid: '7', image_url: 'https://example.com/7.jpg', render_mode: 1 },
        { uid: '8', image_url: 'https://example.com/8.jpg', render_mode: 0 },
      ],
    },
  ],
])('updateLayout with %o', (layout, expected) => {
  expect(layoutFields(layout)).toEqual(expected);
});
