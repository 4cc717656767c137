"""The adapter: what it takes to publish with MkDocs 1.x, and nothing that another host would need.

`build` holds one build and answers the hook's events, with the help of

- `bilingual`: one build, two languages: addresses, stand-ins, twins, navigation, sitemap;
- `pages`: pages of narrative and of data as MkDocs pages;
- `markdown`: the Markdown that authors may write;
- `links`: what a finished page holds and leads to, checked over the whole site;
- `shell`: what the page shell's templates place around a page;
- `search`: the index of the finished site;
- `images`: the images that go with links to series;
- `offline`: the finished site in one file.

`__main__` builds the site into a folder of its own, which takes the old one's place when whole
(`swap`), or previews it (`preview`): there each page is made when somebody asks for it (`proof`),
while a whole build beside it finds what takes all pages to say (`inspection`). `sentences.yml`
holds what is said to editors, both languages side by side.
"""
