"""Parts of the work on one report, each for one department."""

from civic.complaint import OPEN
from civic.updates import Subject
from handlers.hand import Hand
from handlers.staff.finding import NotPossible
from storage import complaints
from storage.complaints import Complaint


def demand_no_open_task(hand: Hand, complaint: Complaint) -> None:
    still_open = [one for one in complaints.list_tasks(hand.connection, complaint.id) if one.ended_at is None]
    if still_open:
        parts = "; ".join(f"{one.what} ({one.department})" for one in still_open)
        raise NotPossible(f"Hay tareas abiertas: {parts}. Termínelas o descártelas primero.")


def add_task(hand: Hand, complaint: Complaint, department: str, what: str) -> None:
    if complaint.status not in OPEN:
        raise NotPossible(f"La {complaint.folio} ya no está abierta. Ábrala otra vez primero.")
    hand.ledger.add(
        "complaint_tasks",
        complaint_id=complaint.id,
        department=department,
        what=what,
        opened_at=hand.now,
        ended_at=None,
        ended_as="",
    )
    hand.record(Subject.COMPLAINT, complaint.id, "task_added", f"{department}: {what}")


def end_task(hand: Hand, complaint: Complaint, number: int, *, dropped: bool) -> None:
    tasks = complaints.list_tasks(hand.connection, complaint.id)
    if not 1 <= number <= len(tasks) or tasks[number - 1].ended_at:
        raise NotPossible(f"La {complaint.folio} no tiene una tarea abierta con el número {number}.")
    task = tasks[number - 1]
    ended_as = "dropped" if dropped else "done"
    hand.ledger.change("complaint_tasks", task.id, ended_at=hand.now, ended_as=ended_as)
    hand.record(Subject.COMPLAINT, complaint.id, f"task_{ended_as}", f"{task.department}: {task.what}")
