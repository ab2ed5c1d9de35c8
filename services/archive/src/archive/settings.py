"""What archive's processes read from the environment."""

from kernel.settings import DatabaseSettings, S3Settings
from pydantic import Field

_MIB = 1024 * 1024


class Settings(DatabaseSettings):
    """Archive's own settings."""

    imports_s3: S3Settings = Field(description="bucket of register files that wait for their import, sealed")
    import_max_mib: int = Field(default=256, ge=1, description="largest register file, in MiB")
    import_max_unpacked_mib: int = Field(default=2048, ge=1, description="largest workbook when unpacked, in MiB")
    import_max_rows: int = Field(default=2_000_000, ge=1, description="rows of a register file, titles included")
    import_memory_mib: int = Field(
        default=2048, ge=256, description="address space of the process that reads a register file, in MiB"
    )
    import_processor_seconds: int = Field(
        default=1800, ge=1, description="processor time that reading a register file may take; 100,000 rows take 10 s"
    )
    import_lease_seconds: float = Field(
        default=30, gt=0, description="after so long without a sign of life another worker takes an import over"
    )
    import_attempts: int = Field(default=5, ge=1, description="runs that may die at an import before it is given up")
    import_days: int = Field(default=365, ge=1, description="days that an import that ended stays in the list")
    import_error_days: int = Field(default=30, ge=1, description="days that the refused cells of an import are kept")
    import_orphan_minutes: int = Field(
        default=60, ge=0, description="after so long a file in the bucket that belongs to no import is removed"
    )
    dispute_days: int = Field(default=730, ge=1, description="days that a resolved dispute is kept")
    import_poll_seconds: float = Field(default=0.5, gt=0, description="how often a worker looks for an import to run")

    @property
    def import_max_bytes(self) -> int:
        """Largest register file in bytes."""
        return self.import_max_mib * _MIB
