using System.Buffers.Binary;
using System.Text;

namespace AppHost.Tests.Fixtures;

/// <summary>The first words of a Postgres client.</summary>
internal static class PostgresStartup
{
    private const int LengthBytes = 4;
    private const int SslRequest = 80877103;
    private const int GssRequest = 80877104;

    /// <summary>Declines encryption, as a server without it does, and gives the parameters of the startup message, separated by zeros.</summary>
    public static async Task<string> ReadAsync(Stream client, CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = new byte[LengthBytes];
            await client.ReadExactlyAsync(length, cancellationToken);
            var message = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - LengthBytes];
            await client.ReadExactlyAsync(message, cancellationToken);
            if (BinaryPrimitives.ReadInt32BigEndian(message) is not (SslRequest or GssRequest))
            {
                return Encoding.UTF8.GetString(message);
            }

            await client.WriteAsync("N"u8.ToArray(), cancellationToken);
        }
    }
}
