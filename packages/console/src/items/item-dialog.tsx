import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { UpsertItemDocument, type ItemRowFragment, type UpsertItemInput } from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { CheckField, SelectField, TextField } from '../ui/field.tsx'
import { itemTypeLabel, productColumnKey, productColumnLabel, type ProductColumn } from './item-labels.ts'

type ItemDialogProps = {
  /** null for a new one. */
  readonly item: ItemRowFragment | null
  readonly columns: readonly ProductColumn[]
  readonly onDone: () => void
  readonly onClose: () => void
}

const types = ['CONSUMABLE', 'NON_CONSUMABLE', 'AUTO_RENEWABLE', 'CONSUMABLE_AUTO_RENEWABLE'] as const

/** Creates an item, or changes one. Its list of products is sent as a whole. */
export function ItemDialog({ item, columns, onDone, onClose }: ItemDialogProps) {
  return (
    <ActDialog
      title={item === null ? i18n.t('New item') : i18n.t('Edit the item')}
      confirm={item === null ? i18n.t('Create') : i18n.t('Save')}
      width="max-w-lg"
      needsReason={false}
      document={UpsertItemDocument}
      toVariables={(form) => ({ input: toInput(form, item, columns) })}
      readProblem={({ upsertItem }) => upsertItem.problem}
      describeDone={() => i18n.t('The item is saved.')}
      onDone={onDone}
      onClose={onClose}
    >
      <IdentityFields item={item} />
      <fieldset className="grid gap-3 border-t border-line pt-3">
        <legend className="sr-only">{i18n.t('Products in the stores')}</legend>
        <p className="font-medium">{i18n.t('Products in the stores')}</p>
        {columns.map((column) => (
          <TextField
            key={productColumnKey(column)}
            label={productColumnLabel(column)}
            name={`product ${productColumnKey(column)}`}
            defaultValue={findProduct(item, column)}
            maxLength={255}
            className="font-mono text-xs!"
            autoComplete="off"
          />
        ))}
        <p className="text-xs text-soft">
          {i18n.t('The product id as the console of the store has it. Empty: the item is not sold there.')}
        </p>
      </fieldset>
    </ActDialog>
  )
}

function IdentityFields({ item }: { readonly item: ItemRowFragment | null }) {
  return (
    <>
      <TextField
        label={i18n.t('Item id')}
        hint={i18n.t('The id in your game: letters, digits, ".", "_" and "-". It cannot be changed later.')}
        name="itemId"
        defaultValue={item?.itemId}
        readOnly={item !== null}
        pattern="[A-Za-z0-9._\-]{1,100}"
        className="font-mono text-xs!"
        required
        autoComplete="off"
      />
      <TextField label={i18n.t('Name')} name="name" defaultValue={item?.name} maxLength={100} required />
      {item === null ? (
        <SelectField
          label={i18n.t('Type')}
          hint={i18n.t(
            'A consumable is bought again and again, a non-consumable once. A consumable subscription is consumed once in each period. It cannot be changed later.',
          )}
          name="type"
          options={types.map((type) => [type, itemTypeLabel(type)])}
        />
      ) : (
        <p className="text-soft">{itemTypeLabel(item.type)}</p>
      )}
      <CheckField
        label={i18n.t('On sale')}
        hint={i18n.t('Without it nobody can buy the item; receipts are still verified.')}
        name="enabled"
        defaultChecked={item?.enabled ?? true}
      />
      {(item === null || item.type === 'CONSUMABLE_AUTO_RENEWABLE') && (
        <CheckField
          label={i18n.t('The free trial is consumed')}
          hint={i18n.t(
            'Only for a consumable subscription: its free trial gives a payment to consume, as each later period does. Without it the trial completes by itself.',
          )}
          name="consumeTrial"
          defaultChecked={item?.consumeTrial ?? false}
        />
      )}
    </>
  )
}

function findProduct(item: ItemRowFragment | null, { store, storeBundleId }: ProductColumn): string {
  const product = item?.storeProducts.find(
    (each) => each.store === store && each.storeBundleId === storeBundleId,
  )
  return product?.productId ?? ''
}

function toInput(
  form: FormData,
  item: ItemRowFragment | null,
  columns: readonly ProductColumn[],
): UpsertItemInput {
  return {
    itemId: readText(form, 'itemId').trim(),
    name: readText(form, 'name').trim(),
    enabled: form.has('enabled'),
    consumeTrial: form.has('consumeTrial'),
    storeProducts: columns.flatMap((column) => {
      const productId = readText(form, `product ${productColumnKey(column)}`).trim()
      return productId === '' ? [] : [{ ...column, productId }]
    }),
    type: item === null ? types.find((type) => type === readText(form, 'type')) : null,
  }
}
