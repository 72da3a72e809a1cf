from __future__ import annotations
import subprocess, os, glob
from datetime import timedelta
from pathlib import Path
import pytest
from django.test import Client as Browser
from django.conf import settings as dj
from django.utils.translation import trans_real
from clients.models import Channel
from editorial.models import Delivery, Post, Attempt, Lookup
from editorial.actions import drafting
from people.clock import database_now
from people.roles import Role
from tests import make, make_posts
AXE = Path("node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REPORT = """async (rules) => (await axe.run({runOnly: rules})).violations.map((f) => [f.id, f.nodes.map((n) => n.html.slice(0, 200))])"""

def move(delivery, *states, reason="", **more):
    now = database_now()
    for state in states:
        f = {"state": state, "reason": reason}
        fl = state in ("claimed", "sending")
        f["lease_until"] = now + timedelta(seconds=600) if fl else None
        f["owner"] = 1 if fl else None
        f["check_after"] = now + timedelta(seconds=40) if state == "unknown" else None
        if state == "sending": f["first_sent_at"] = now
        Delivery.objects.filter(pk=delivery.pk).update(**f, **more)

def scene(sandbox):
    alice = make.agency("Quintavoce", email="nora@example.org", language="it")
    alice.user.name="Nora Astolfi"; alice.user.save()
    luca = make.member(alice, Role.EDITOR, name="Luca Ferraguti", language="it")
    t = make.client(alice, "Tenuta Trecorvi", summary="Nove ettari sulle colline di Valdoppia: rosso, bianco e visite la domenica.", facts={"sector": "Cantina, 9 ettari, vende in sede e online", "season": "Vendemmia a settembre, cassette prima di Natale", "website": "https://trecorvi.example"})
    i = make.client(alice, "Irma Velluto", kind="artist", colour="#4B3F9E")
    s = make.client(alice, "Studio Passolieve", kind="professional", colour="#3A7D6B")
    n = make.client(alice, "Lanterne Storte", kind="event", colour="#C9762A")
    make.client(alice, "Merceria Dueaghi", status="prospect")
    for c in (t, i, s): make.assigned(alice, c, luca, Role.EDITOR)
    make.contact(alice, t, "Paola Ridolfi"); make.contact(alice, t, "Aldo Ridolfi")
    ch = make_posts.sandbox_channel(t, sandbox, username="trecorvi")
    ch.name="Tenuta Trecorvi"; ch.save()
    m = make.channel(t, "@tenutatrecorvi@social.example", network="mastodon")
    mi = make.channel(i, "@irmavelluto@musica.example", network="mastodon")
    ms = make.channel(s, "@passolieve@salute.example", network="mastodon")
    text = "Sei gradi alle sei. Si pota lo stesso. Aldo dice che la vite preferisce il freddo a chi ha fretta.\n\nIl Gracco 2026 comincia da questi tagli: un'annata da aspettare due anni.\n\n#potatura #Valdoppia https://trecorvi.example/visite"
    d = {}
    pub = make_posts.scheduled(alice, ch, text="Domenica apriamo alle 10: si cammina tra i filari, poi si assaggia.", due_in=timedelta(seconds=2))
    make_posts.run_round(make_posts.just_after(pub)); pub.refresh_from_db(); d["published"]=pub.post
    unk = make_posts.scheduled(alice, ch, m, text="Domani via dei Tigli è chiusa dalle 8 alle 13", due_in=timedelta(minutes=1))
    now=database_now()
    move(unk,"claimed","sending","unknown",reason="unknown_outcome", n_negative_reads=1)
    Attempt.objects.create(agency=alice.agency, delivery=unk, epoch=1, started_at=now-timedelta(seconds=100), ended_at=now-timedelta(seconds=70), outcome="doubtful", error_kind="unknown_outcome")
    Lookup.objects.create(agency=alice.agency, delivery=unk, at=now-timedelta(seconds=30), result="absent")
    Lookup.objects.create(agency=alice.agency, delivery=unk, at=now-timedelta(seconds=10), result="failed")
    d["unknown"]=unk.post
    hum = make_posts.scheduled(alice, m, text="Il venerdì in vigna / 31: il nodo", due_in=timedelta(minutes=3))
    move(hum,"claimed","sending","unknown","needs_human",reason="no_answer"); d["human"]=hum.post
    mis = make_posts.scheduled(alice, mi, text="Fuori orario: esce venerdì a mezzanotte", due_in=timedelta(minutes=2)); move(mis,"missed",reason="late"); d["missed"]=mis.post
    ms.health="reconnect"; ms.save()
    Channel.objects.filter(pk=ms.pk).update(health="ok")
    for k in range(3): make_posts.scheduled(alice, ms, text=f"Mal di schiena dopo otto ore seduti? Parte {k+1}", due_in=timedelta(hours=5+k*24))
    Channel.objects.filter(pk=ms.pk).update(health="reconnect")
    sch = make_posts.scheduled(alice, ch, m, text=text, due_in=timedelta(hours=6)); d["scheduled"]=sch.post
    for k in range(4): make_posts.scheduled(alice, m if k%2 else ch, text=["Quanto dura una giornata di potatura?","Con cosa lo bevo? Il Gracco a tavola, tre idee e una da non dire in giro","Storia: i filari dal vivo","Chi passa sabato?"][k], due_in=timedelta(days=k+1, hours=k))
    for k in range(2): make_posts.scheduled(alice, mi, text=f"Prove aperte, serata {k+1}", due_in=timedelta(hours=30*(k+1)))
    d["draft"]=make_posts.draft(luca, ch, m, text=text, spoiler="Vino")
    make_posts.draft(luca, mi, text="Idea per il ritornello")
    ed = make_posts.scheduled(alice, m, text="Prima", due_in=timedelta(hours=7))
    drafting.edit_post(post=ed.post, member=luca, edit_number=1, text="Dopo, con altre parole", versions=[drafting.VersionInput(m)], now=database_now()); d["edited"]=ed.post
    return alice, luca, t, n, d

@pytest.mark.django_db(transaction=True)
def test_shots(live_server, browser, sandbox, settings, tmp_path):
    loc = tmp_path/"it"/"LC_MESSAGES"; loc.mkdir(parents=True)
    subprocess.run(["msgcat","--use-first","-o",str(loc/"django.po"),*glob.glob("/tmp/brief/po/*.po")],check=True)
    subprocess.run(["msgfmt","-o",str(loc/"django.mo"),str(loc/"django.po")],check=True)
    settings.LOCALE_PATHS=[str(tmp_path)]
    trans_real._translations={}
    alice, luca, t, new, d = scene(sandbox)
    C=f"/c/{t.slug}/"; P=lambda k,x="": f"{C if d[k].client_id==t.pk else '/c/'+d[k].client.slug+'/'}posts/{d[k].public_id}/{x}"
    pages={"today":"/t/","clients":"/t/clients/","overview":C,"overview-new":f"/c/{new.slug}/","list":f"{C}posts/","all":"/t/posts/","list-empty":f"{C}posts/?q=zucca","new":f"{C}posts/new/",
      "edit-draft":P("draft","edit/"),"edit-scheduled":P("scheduled","edit/"),"post-draft":P("draft"),"post-scheduled":P("scheduled"),"post-unknown":P("unknown"),"post-human":P("human"),"post-missed":P("missed"),"post-published":P("published"),"post-edited":P("edited")}
    only=os.environ.get("SHOTS"); 
    if only: pages={k:v for k,v in pages.items() if k in only.split(",")}
    combos=[("it",1280,"light"),("it",360,"light"),("it",1280,"dark"),("en",360,"dark"),("en",1280,"light")]
    if os.environ.get("COMBOS"): combos=combos[:int(os.environ["COMBOS"])]
    b=Browser(); b.force_login(alice.user); cookie=b.cookies["session"].value if "session" in b.cookies else b.cookies[dj.SESSION_COOKIE_NAME].value
    log=[]
    for lang,w,scheme in combos:
        alice.user.language=lang; alice.user.save()
        ctx=browser.new_context(viewport={"width":w,"height":860},color_scheme=scheme)
        ctx.add_cookies([{"name":dj.SESSION_COOKIE_NAME,"value":cookie,"url":live_server.url}])
        pg=ctx.new_page(); pg.on("console",lambda m: log.append(("console",m.type,m.text)) if m.type in("error","warning") else None); pg.on("pageerror",lambda e: log.append(("pageerror",str(e))))
        for name,path in pages.items():
            r=pg.goto(live_server.url+path)
            if r.status!=200: log.append((name,lang,w,"STATUS",r.status))
            pg.wait_for_timeout(150)
            sw=pg.evaluate("document.documentElement.scrollWidth")
            if sw>w: log.append((name,lang,w,"WIDE",sw))
            pg.screenshot(path=f"/tmp/shots/{name}-{w}-{scheme}-{lang}.png",full_page=True)
            s=ctx.new_cdp_session(pg); s.send("Runtime.evaluate",{"expression":AXE})
            v=pg.evaluate(REPORT,RULES)
            if v: log.append((name,lang,w,scheme,v))
        if w in (1280,360) and scheme=="light" and lang=="it":
            from django.contrib.sessions.models import Session
            pg.goto(live_server.url+P("draft","edit/"))
            pg.fill("textarea[name=text]","a"*520+" Si pota lo stesso, ma di notte"); pg.fill("input[name=day]","2027-03-28"); pg.fill("input[name=clock]","02:30")
            pg.wait_for_timeout(100); pg.screenshot(path=f"/tmp/shots/x-over-{w}.png",full_page=True)
            pg.click("button[value=schedule]"); pg.wait_for_load_state(); pg.wait_for_timeout(200); pg.screenshot(path=f"/tmp/shots/x-errors-{w}.png",full_page=True)
            s=ctx.new_cdp_session(pg); s.send("Runtime.evaluate",{"expression":AXE}); v=pg.evaluate(REPORT,RULES); log.append(("errors",w,v))
            dr=d["draft"]; dr.refresh_from_db()
            pg.goto(live_server.url+P("draft","edit/"))
            drafting.edit_post(post=dr, member=luca, edit_number=dr.edit_number, text=dr.text.replace("freddo","gelo")+" Arrivederci", versions=[drafting.VersionInput(v.channel,text=v.text,spoiler=v.spoiler) for v in dr.versions.all()], now=database_now())
            pg.fill("textarea[name=text]","Sei gradi alle sette. Si pota lo stesso. Aldo dice che la vite preferisce il caldo."); pg.click("button[value=save]"); pg.wait_for_load_state(); pg.wait_for_timeout(200); pg.screenshot(path=f"/tmp/shots/x-conflict-{w}.png",full_page=True)
            s=ctx.new_cdp_session(pg); s.send("Runtime.evaluate",{"expression":AXE}); v=pg.evaluate(REPORT,RULES); log.append(("conflict",w,v))
            pg.goto(live_server.url+P("draft")); pg.click("text=Pubblica ora"); pg.wait_for_load_state(); pg.wait_for_timeout(300); pg.screenshot(path=f"/tmp/shots/x-now-{w}.png",full_page=True)
            s=ctx.new_cdp_session(pg); s.send("Runtime.evaluate",{"expression":AXE}); v=pg.evaluate(REPORT,RULES); log.append(("now",w,v))
            reqs=[]; pg.on("response",lambda r: reqs.append((r.status,r.url.split("/")[-2])) ); pg.wait_for_timeout(5000); log.append(("polls",reqs))
            make_posts.run_round(database_now()+timedelta(seconds=8)); pg.wait_for_timeout(4000); pg.screenshot(path=f"/tmp/shots/x-after-{w}.png",full_page=True); log.append(("polls",reqs))
        ctx.close()
    Path("/tmp/shots/log").write_text("\n".join(map(str,log)))
