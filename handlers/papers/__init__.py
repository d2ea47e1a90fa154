"""The papers of social audit, each filled from what was written down. The same facts always give the same paper."""

from handlers.papers.accreditation import accreditation_paper as accreditation_paper
from handlers.papers.complaint import complaint_paper as complaint_paper
from handlers.papers.constitution import constitution_paper as constitution_paper
from handlers.papers.handover import handover_paper as handover_paper
from handlers.papers.letter import letter_paper as letter_paper
from handlers.papers.meeting import meeting_paper as meeting_paper
from handlers.papers.report import report_paper as report_paper
from handlers.papers.substitution import substitution_paper as substitution_paper
from handlers.papers.training import training_paper as training_paper
from handlers.papers.visit import visit_paper as visit_paper
