"""The desk in Chromium. What is checked, and where; `tests/handlers/test_desk_*.py` say the same of pages without a browser.

 1  keys alone, from sign-in to the next resident; focus seen, never lost   test_keys.py, test_news.py (the queue)
 2  news move neither focus, selection, reader nor draft                    test_news.py
 3  one region speaks; a burst of twenty is one sentence                    test_news.py
 4  two at one chat see each other; of two at once one answers, 409         test_two_people.py
 5  double click, double Enter, the same form twice, a slow line            test_two_people.py
 6  a minute offline, a restart of the program under open pages             test_news.py
 7  WhatsApp's day ends while somebody writes                               test_time.py
 8  seven tabs over HTTP/1.1                                                test_news.py
 9  each role at each address, live news scanned; a right taken away        ../handlers/test_desk_reach.py, test_news.py
10  hostile words and files; the page's policy is never broken              test_hostile.py, house.py (after every test)
11  without JavaScript                                                      test_without_script.py, test_keys.py (the next)
12  320 px, which is 400 %; spacing, motion, forced colours, targets        test_everybody.py, test_eyes.py
13  no request leaves for elsewhere                                         house.py (after every test)
14  speed with years of data; how soon words are painted                    benchmarks/desk.py, benchmarks/painted.py
15  Spanish, long words, emoji, names from right to left                    test_everybody.py
16  on paper                                                                test_eyes.py; CSV: ../handlers/test_desk_complaints.py
17  the session ends while somebody writes                                  test_time.py
18  a picture of every screen                                               docs/images/desk.py (`make screenshots`)
    axe-core, WCAG 2.2 A and AA, no id twice: every screen, all its looks   test_everybody.py
"""
