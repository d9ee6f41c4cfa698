using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PatientApi.Model;
using ServiceDefaults.Idempotency;

namespace PatientApi.Data;

/// <summary>Maps an idempotency record to its table.</summary>
internal sealed class IdempotencyRecordConfiguration : IEntityTypeConfiguration<IdempotencyRecord>
{
    public const string Table = "idempotency_keys";
    public const string AgeIndex = "ix_idempotency_keys_created_at";

    // Keys are compared byte by byte, on every server alike.
    private const string ByteOrder = "C";

    public void Configure(EntityTypeBuilder<IdempotencyRecord> builder)
    {
        builder.ToTable(Table);
        builder.HasKey(record => new { record.Tenant, record.Client, record.Key, record.Part })
            .HasName("pk_idempotency_keys");
        builder.Property(record => record.Tenant).HasColumnName("tenant").UseCollation(ByteOrder);
        builder.Property(record => record.Client).HasColumnName("client").UseCollation(ByteOrder);
        builder.Property(record => record.Key)
            .HasColumnName("key").HasMaxLength(IdempotencyKey.MaxLength).UseCollation(ByteOrder);
        builder.Property(record => record.Part).HasColumnName("part");
        builder.Property(record => record.Fingerprint).HasColumnName("fingerprint");
        builder.Property(record => record.Status).HasColumnName("status");
        builder.Property(record => record.Headers).HasColumnName("headers").HasColumnType("jsonb");
        builder.Property(record => record.Body).HasColumnName("body");
        builder.Property(record => record.CreatedAt).HasColumnName("created_at");
        builder.HasIndex(record => record.CreatedAt).HasDatabaseName(AgeIndex);
    }
}
