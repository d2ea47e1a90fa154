"""Proposals residents make for their neighbourhood."""

from enum import StrEnum


class ProposalStatus(StrEnum):
    """Where a proposal stands. What a resident reads is the phrase `proposal_<status>`."""

    RECEIVED = "received"
