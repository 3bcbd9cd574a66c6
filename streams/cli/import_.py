"""`cleantrace import`: recordings of other tools to raw messages."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from streams.cli.failure import CommandFailed

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def import_() -> None:
    """Turn recordings of other tools into raw messages (JSON lines). Their text is raw: treat it so."""


@app.command()
def agentnet(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="a recording: events.jsonl, metadata.json, ...")
    ],
    output: Annotated[Path, typer.Option(help="where the raw messages go, JSON lines")],
    ocr: Annotated[bool, typer.Option("--ocr", help="read the screenshots (2 to 3 s each)")] = False,
    app_name: Annotated[
        str, typer.Option("--app", help="the app that events are put down to: recordings do not name windows")
    ] = "desktop.recording",
    user: Annotated[str, typer.Option(help="user_id of the messages")] = "agentnet",
) -> None:
    """Turn an AgentNet/DuckTrack recording into raw messages."""
    from streams.importers.agentnet import BrokenRecording, convert, kinds, read_recording
    from streams.importers.ocr import OcrMissing, load_reader
    from streams.outfile import whole_file

    try:
        recording = read_recording(folder)
        reader = load_reader() if ocr else None
        messages = 0
        with whole_file(output) as sink:
            for message in convert(recording, app_name, user, reader):
                sink.write(orjson.dumps(message) + b"\n")
                messages += 1
    except BrokenRecording as error:
        raise CommandFailed(str(error)) from None
    except OcrMissing as error:
        raise CommandFailed(str(error)) from None
    except OSError as error:
        raise CommandFailed(f"{output}: cannot be written: {error.strerror}") from None
    found = ", ".join(f"{name} {count}" for name, count in sorted(kinds(recording).items()))
    shots = f", {len(recording.shots)} screenshots" if ocr else ""
    typer.echo(f"{messages} messages from {len(recording.events)} events ({found}){shots}", err=True)
