from workbench.delivery.guide.duty import agenda_of_day, late, minutes, on_duty


def test_the_rota_names_the_one_on_duty_and_the_deputy(case, chapter):
    on_duty(chapter, case, "2012-10-08", 3)
    shown = chapter.only()
    assert list(shown["值班"]) == ["柳某", "罗某", "廖某"] and list(shown["副班"]) == ["罗某", "廖某", "邓某"]


def test_what_is_late_has_its_day_and_its_kind(case, chapter):
    late(chapter, case, "2013-05-20")
    shown = chapter.only().set_index("编号")
    assert shown.loc["P-L03", "到期"] == "2012-03-17" and shown.loc["P-L03", "逾期天数"] == 429


def test_calibrations_of_one_day_stand_in_one_row(case, chapter):
    late(chapter, case, "2014-11-03")
    rows = chapter.only()
    shared = rows[rows["到期"] == "2013-08-22"]
    assert len(shared) == 1 and shared["名称"].iloc[0].endswith("等 18 台")
    assert {"F6-4.1", "F6-4.2", "F6-7.1"} <= set(rows["编号"])


def test_nothing_overdue_is_said(plant, chapter):
    from workbench.case import load_case

    late(chapter, load_case(plant()), "2013-05-20")
    assert "没有逾期" in chapter.texts[0] and not chapter.tables


def test_minutes_know_who_should_come_and_what_runs(case, chapter):
    known = dict(agenda_of_day(case, "2012-11-19", "zh"))
    assert "欧阳某 组长" in known["应到"]
    assert known["最近节点"] == "审核 2012-12-28"
    assert "方案产生和筛选" in known["在行阶段"] and "筹划" not in known["在行阶段"]
    minutes(chapter, case, "2012-11-19")
    assert (chapter.only()["会议记录（手填）"] == "").all()


def test_a_wrong_day_in_the_control_is_said(case, chapter, shown):
    from workbench.delivery.guide.duty import _answer, _late, _rota

    assert "YYYY" in _answer(_late, (case, "soon"), "zh") or "soon" in _answer(_late, (case, "soon"), "zh")
    assert "柳某" in _answer(_rota, (case, "2012-10-08", 1), "en")
