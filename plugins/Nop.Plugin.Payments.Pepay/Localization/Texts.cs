namespace Nop.Plugin.Payments.Pepay.Localization;

/// <summary>Every text of the plugin, in its two languages.</summary>
internal static class Texts
{
    public static readonly IReadOnlyList<(string Key, string English, string German)> All =
    [
        ("pepay.Description", "Pay with crypto", "Mit Kryptowährung bezahlen"),
        ("pepay.RedirectionTip", "You will be taken to Pepay to pay, and come back afterwards.", "Sie werden zum Bezahlen zu Pepay geleitet und kommen danach zurück."),
        ("pepay.Instructions", "Create a merchant API key in Pepay's dashboard and enter it here. Then create a webhook there with the address shown below, and enter its secret here. Pepay charges US dollars, so the store's primary currency must be USD.", "Erzeugen Sie im Pepay-Dashboard einen Händler-API-Schlüssel und tragen Sie ihn hier ein. Legen Sie dort einen Webhook mit der unten gezeigten Adresse an und tragen Sie sein Geheimnis hier ein. Pepay rechnet in US-Dollar ab; die Hauptwährung des Shops muss deshalb USD sein."),
        ("xpay.Description", "Pay by card or wallet", "Mit Karte oder Wallet bezahlen"),
        ("xpay.RedirectionTip", "You will be taken to xPay to pay, and come back afterwards.", "Sie werden zum Bezahlen zu xPay geleitet und kommen danach zurück."),
        ("xpay.Instructions", "Enter the key pair from xPay's dashboard and save. Then click \"Register webhook\".", "Tragen Sie das Schlüsselpaar aus dem xPay-Dashboard ein und speichern Sie. Klicken Sie danach auf „Webhook registrieren“."),
        ("Fields.MerchantApiKey", "Merchant API key", "Händler-API-Schlüssel"),
        ("Fields.MerchantApiKey.Hint", "From Pepay's dashboard, scope merchant. Stored encrypted and never shown again; leave empty to keep it.", "Aus dem Pepay-Dashboard, Bereich merchant. Wird verschlüsselt gespeichert und nie wieder angezeigt; leer lassen, um ihn zu behalten."),
        ("Fields.PublicKey", "Public key", "Öffentlicher Schlüssel"),
        ("Fields.PublicKey.Hint", "From xPay's dashboard. Leave empty to keep it.", "Aus dem xPay-Dashboard. Leer lassen, um ihn zu behalten."),
        ("Fields.PrivateKey", "Private key", "Privater Schlüssel"),
        ("Fields.PrivateKey.Hint", "From xPay's dashboard. Stored encrypted and never shown again; leave empty to keep it.", "Aus dem xPay-Dashboard. Wird verschlüsselt gespeichert und nie wieder angezeigt; leer lassen, um ihn zu behalten."),
        ("Fields.WebhookSecret", "Webhook secret", "Webhook-Geheimnis"),
        ("Fields.WebhookSecret.Hint", "What the provider signs its webhooks with. When you enter a new one, the one before stays accepted. Leave empty to keep it.", "Damit signiert der Anbieter seine Webhooks. Wenn Sie ein neues eintragen, gilt das vorige weiter. Leer lassen, um es zu behalten."),
        ("Fields.LiveMoney", "Live money", "Echtes Geld"),
        ("Fields.LiveMoney.Hint", "Tick when the keys move real money. A payment of the other kind never moves an order.", "Ankreuzen, wenn die Schlüssel echtes Geld bewegen. Eine Zahlung der anderen Art verändert nie eine Bestellung."),
        ("Fields.CancelUnpaidOrders", "Cancel unpaid orders", "Unbezahlte Bestellungen stornieren"),
        ("Fields.CancelUnpaidOrders.Hint", "Cancel an order, and put its goods back into stock, when its payment expired or was cancelled and nothing arrived. Otherwise the order stays pending and the customer may try again.", "Eine Bestellung stornieren und ihre Ware zurück ins Lager buchen, wenn ihre Zahlung abgelaufen ist oder abgebrochen wurde und nichts eingegangen ist. Sonst bleibt sie offen und der Kunde kann es erneut versuchen."),
        ("Fields.AdditionalFee", "Additional fee", "Zusätzliche Gebühr"),
        ("Fields.AdditionalFee.Hint", "What the customer pays on top for this way to pay.", "Was der Kunde für diese Zahlungsart zusätzlich bezahlt."),
        ("Fields.AdditionalFeePercentage", "Additional fee in percent", "Zusätzliche Gebühr in Prozent"),
        ("Fields.AdditionalFeePercentage.Hint", "Whether the fee is a percentage of the order's total.", "Ob die Gebühr ein Prozentsatz der Bestellsumme ist."),
        ("Fields.ApiBaseUrl", "API address", "API-Adresse"),
        ("Fields.ApiBaseUrl.Hint", "Leave empty. Another address than the provider's own is for tests with the simulator.", "Leer lassen. Eine andere Adresse als die des Anbieters ist für Tests mit dem Simulator da."),
        ("Fields.KeepLedger", "Keep payments and ledger", "Zahlungen und Buchungsliste behalten"),
        ("Fields.KeepLedger.Hint", "Whether payments, and the list of what was done to which order, stay in the database when the plugin is uninstalled. Events that arrive after installing it again are then still understood.", "Ob Zahlungen und die Liste dessen, was mit welcher Bestellung geschah, in der Datenbank bleiben, wenn das Plugin deinstalliert wird. Ereignisse, die nach einer neuen Installation eintreffen, werden dann noch verstanden."),
        ("Stored", "stored; enter a new one to replace it", "gespeichert; zum Ersetzen neu eingeben"),
        ("Checklist", "Is everything in order?", "Ist alles in Ordnung?"),
        ("WebhookUrl", "Webhook address", "Webhook-Adresse"),
        ("CheckKeys", "Check the keys", "Schlüssel prüfen"),
        ("RegisterWebhook", "Register webhook", "Webhook registrieren"),
        ("OrderPayments", "Payments at the provider", "Zahlungen beim Anbieter"),
        ("Inbox", "Events of the providers", "Ereignisse der Anbieter"),
        ("Inbox.Counts", "{0} waiting, {1} given up.", "{0} warten, {1} aufgegeben."),
        ("Inbox.All", "All", "Alle"),
        ("Inbox.Dead", "Given up", "Aufgegebene"),
        ("Inbox.Replay", "Replay", "Wiederholen"),
        ("Inbox.ReplayDead", "Replay all that were given up", "Alle aufgegebenen wiederholen"),
        ("Inbox.Older", "Older", "Ältere"),
    ];
}
