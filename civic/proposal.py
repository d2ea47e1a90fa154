"""Proposals residents make for their neighbourhood."""

from enum import StrEnum


class ProposalStatus(StrEnum):
    RECEIVED = "received"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {ProposalStatus.RECEIVED: "Recibida"}
