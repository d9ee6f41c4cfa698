using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace AppHost.LocalServers.Tests.Runs;

/// <summary>The port of a server of the Redis protocol, as its configuration names it, and one command to it.</summary>
internal static partial class RedisPort
{
    public static bool IsListening(string configuration)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", PortOf(configuration));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Returns the last line of the reply, which is the value of a single one.</summary>
    public static async Task<string> AskAsync(string configuration, string[] command)
    {
        using var client = new TcpClient("127.0.0.1", PortOf(configuration));
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        await stream.WriteAsync(
            Encode("AUTH", Password().Match(configuration).Groups["value"].Value),
            TestContext.Current.CancellationToken);
        Assert.Equal("+OK", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        await stream.WriteAsync(Encode(command), TestContext.Current.CancellationToken);
        var reply = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        return reply!.StartsWith('$')
            ? (await reader.ReadLineAsync(TestContext.Current.CancellationToken))!
            : reply;
    }

    private static int PortOf(string configuration) => int.Parse(
        Port().Match(configuration).Groups["value"].Value, CultureInfo.InvariantCulture);

    private static byte[] Encode(params string[] words) =>
        Encoding.ASCII.GetBytes(
            $"*{words.Length}\r\n{string.Concat(words.Select(word => $"${word.Length}\r\n{word}\r\n"))}");

    [GeneratedRegex(
        """port"?[ :]+(?<value>\d+)""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Port();

    [GeneratedRegex(
        """(requirepass|"Password":)[ "]*(?<value>\w+)""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Password();
}
