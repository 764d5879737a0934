"""What the workbench says about an answer, in both languages."""

SENTENCES = {
    "right": {"zh": "正确。", "en": "Right."},
    "accepted": {"zh": "正确（另一种方法）：{note}", "en": "Right, by another method: {note}"},
    "half": {
        "zh": "数值正确，单位不对或没写，得一半分。要求的单位：{unit}。",
        "en": "The number is right, the unit is wrong or missing: half the marks. The unit asked for is {unit}.",
    },
    "none": {"zh": "未作答。", "en": "Not answered."},
    "no_number": {"zh": "“{value}”不是数。", "en": "'{value}' is not a number."},
    "text": {"zh": "已收到，由教师按量规评分。", "en": "Received; the teacher marks it by the rubric."},
    "sealed": {
        "zh": "已收到。此问取决于未公开的真值，成绩由教师评阅时给出。",
        "en": "Received. It depends on a truth that is not shown; the marks come when the teacher grades.",
    },
    "wrong": {"zh": "不正确。", "en": "Not right."},
    "power": {
        "zh": "数字对，小数点位置不对（差 10 的整数次幂）：{general}",
        "en": "The digits are right, the decimal point is not (a power of ten): {general}",
    },
    "sign": {"zh": "数值大小正确，正负号相反。", "en": "The size is right, the sign is not."},
    "high": {"zh": "不正确，偏大；未识别出常见错误。", "en": "Not right, too high; no common mistake recognised."},
    "low": {"zh": "不正确，偏小；未识别出常见错误。", "en": "Not right, too low; no common mistake recognised."},
    "part": {
        "zh": "选对 {hits} 项（共 {all} 项），错选 {misses} 项。",
        "en": "{hits} of {all} found, {misses} chosen wrongly.",
    },
}
