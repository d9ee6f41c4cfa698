using System.Collections.Concurrent;

namespace Aspire.Hosting.StandIn;

/// <summary>What a person sees: every resource's lines behind its name, in a colour that stays the same.</summary>
internal static class StandInConsole
{
    private static readonly ConsoleColor[] Palette =
        [ConsoleColor.Cyan, ConsoleColor.Green, ConsoleColor.Yellow, ConsoleColor.Magenta, ConsoleColor.Blue, ConsoleColor.DarkCyan, ConsoleColor.DarkYellow];

    private static readonly ConcurrentDictionary<string, ConsoleColor> Colors = new(StringComparer.Ordinal);
    private static readonly Lock Turn = new();
    private static readonly bool Plain = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };

    public static void Line(string resource, string text)
    {
        var color = Colors.GetOrAdd(resource, _ => Palette[Colors.Count % Palette.Length]);
        lock (Turn)
        {
            Colored(color, () => Console.Write($"{resource,-16} | "));
            Console.WriteLine(text);
        }
    }

    public static void Say(string text)
    {
        lock (Turn)
        {
            Console.WriteLine(text);
        }
    }

    public static void Error(string text)
    {
        lock (Turn)
        {
            Colored(ConsoleColor.Red, () => Console.Error.WriteLine($"error: {text}"));
        }
    }

    public static void Table(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        Say(string.Join(Environment.NewLine, rows.Select(row => "  " + string.Join("   ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd())));
    }

    private static void Colored(ConsoleColor color, Action write)
    {
        if (Plain)
        {
            write();
            return;
        }

        Console.ForegroundColor = color;
        write();
        Console.ResetColor();
    }
}
